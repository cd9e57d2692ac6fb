using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Node.Verdicts;

/// <summary>Puts an answer into words.</summary>
internal static class VerdictText
{
    /// <summary>The verdict with all that the answer says.</summary>
    public static KubeCertificateVerdict Fill(ChainQuestion question, ChainAnswer answer, KubeCertificateVerdict draft) => draft with
    {
        GoError = answer.GoError,
        Plain = PlainWords.For(question, answer),
        Host = question.Host.Length == 0 ? null : question.Host,
        Usages = TextList.From(question.Usages),
        Chain = TextList.From(answer.Chain.Select((entry, place) => place == 0 ? Name(entry.Certificate) : Describe(entry))),
        Candidates = TextList.From(
            answer.Candidates.Select(candidate => $"{Describe(candidate.Authority)}: {candidate.GoError ?? "accepted"}")),
    };

    private static string Describe(PoolEntry entry) =>
        entry.Label is null ? Name(entry.Certificate) : $"{Name(entry.Certificate)} ({entry.Label})";

    private static string Name(ParsedCertificate certificate) =>
        certificate.Subject?.ToString() is { Length: > 0 } subject ? subject : "(no subject)";
}
