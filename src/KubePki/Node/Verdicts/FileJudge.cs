using KubePki.Model;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Verdicts;

/// <summary>Judges files as a component loads them: the first certificate is the one, what stands behind it is sent along.</summary>
internal static class FileJudge
{
    /// <summary>Judges the texts of files.</summary>
    public static KubeCertificateVerdict Judge(
        byte[] certificates, IEnumerable<(string Path, byte[] Text)> authorities,
        IEnumerable<(string Path, byte[] Text)> intermediates, ReadOnlySpan<byte> key,
        VerdictOptions options, KubeCertificateVerdict draft)
    {
        var own = CertificateFile.Read(certificates, options.Go);
        var verdict = draft with
        {
            AuthorityGoError = authorities.Select(file => CertificateFile.Read(file.Text, options.Go).GoError)
                .FirstOrDefault(error => error is not null),
            KeyGoError = draft.KeyPath is null ? null : KeyPair.Check(certificates, key, options.Go),
            AsOf = options.AsOf.ToUniversalTime(),
            GoVersion = options.Go.ToString(),
        };
        var question = new ChainQuestion
        {
            Leaf = own.Strict.Count > 0 ? own.Strict[0] : new ParsedCertificate { Raw = default },
            Roots = ToPool(authorities, options.Go),
            Intermediates = ToPool(intermediates, options.Go),
            Host = options.Host ?? "",
            Usages = CertificateJudge.Usages(options),
            Time = Moment.From(options.AsOf),
            Go = options.Go,
        };
        foreach (var sent in own.Strict.Skip(1))
            question.Intermediates.Add(sent, draft.Path);
        var answer = own.Strict.Count > 0 ? ChainVerifier.Verify(question) : new ChainAnswer { GoError = own.GoError };
        return VerdictText.Fill(question, answer, verdict with { Subject = question.Leaf.Subject?.ToString() ?? "" });
    }

    private static CertificatePool ToPool(IEnumerable<(string Path, byte[] Text)> files, GoVersion go)
    {
        var pool = new CertificatePool();
        foreach (var (path, text) in files)
        {
            foreach (var certificate in CertificateFile.Read(text, go).Lenient)
                pool.Add(certificate, path);
        }
        return pool;
    }
}
