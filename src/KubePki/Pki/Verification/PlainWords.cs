using System.Globalization;

namespace KubePki.Pki.Verification;

/// <summary>Says in plain words what Go's texts mean on a Kubernetes node, and what to look at.</summary>
internal static class PlainWords
{
    // The first that occurs in Go's text counts.
    private static readonly (string GoText, string Words)[] Known =
    [
        ("signature check attempts limit reached",
            "there are too many CAs with the same name to try: specify the CA that should have signed it"),
        ("verification error\" while", "a trusted CA has the right name, but another key made the signature: "
            + "the CA was replaced, or the certificate is from another cluster"),
        ("verification failure\" while", "a trusted CA has the right name, but another key made the signature: "
            + "the CA was replaced, or the certificate is from another cluster"),
        ("parent certificate cannot sign this kind of certificate",
            "the CA is not allowed to sign: its basic constraints lack CA:TRUE, or its key usage lacks keyCertSign"),
        ("insecure algorithm", "the signature uses MD5 or SHA-1, which Go no longer accepts: reissue the certificate"),
        ("keys are insecure", "the CA's RSA key is too short for this Go release: create a new CA"),
        ("algorithm unimplemented", "Go does not support the algorithm of the signature or of the CA key"),
        ("signature algorithm specifies", "the signature algorithm does not match the CA key: another CA signed it"),
        ("signed by unknown authority", "no trusted CA has the name of its issuer"),
        ("is not valid for any names", "the certificate has no names that could match"),
        ("relies on legacy Common Name",
            "the name is only in the common name, which is no longer used: reissue it with subject alternative names"),
        ("doesn't contain any IP SANs",
            "the client connects to an address, but the certificate has none: reissue it with this address as a subject alternative name"),
        ("but none matched", "the name or address that the client connects to is not in the certificate"),
        ("x509: certificate is valid for ", "the name or address that the client connects to is not in the certificate"),
        ("incompatible key usage", "the extended key usages of the certificate or of a CA above it do not allow this usage"),
        ("unhandled critical extension", "it has a critical extension that Go does not support"),
        ("too many intermediates", "there are more intermediate CAs than a CA allows (pathlen)"),
        ("not authorized to sign other certificates", "a certificate in the chain is not a CA"),
        ("not authorized to sign for this name", "a CA above is restricted to other names (name constraints)"),
        ("cannot parse dnsName", "a CA above has name constraints, and a name in the certificate is malformed"),
        ("cannot parse rfc822Name", "a CA above has name constraints, and an email address in the certificate is malformed"),
        ("x509: unknown error", "a CA above has more name constraints than this Go release compares"),
        ("no valid chains built", "a CA above requires certificate policies that the certificate does not have"),
        ("panic: ", "this Go release crashes on such keys"),
    ];

    /// <summary>The words for an answer, without a full stop.</summary>
    public static string For(ChainQuestion question, ChainAnswer answer)
    {
        if (answer.GoError is not { } error)
            return Accepted(question);
        if (error.Contains("certificate has expired or is not yet valid", StringComparison.Ordinal))
            return WrongTime(question, answer, error);
        foreach (var (goText, words) in Known)
        {
            if (error.Contains(goText, StringComparison.Ordinal))
                return words;
        }
        return "Go cannot read the certificate, so no component would load it";
    }

    private static string Accepted(ChainQuestion question)
    {
        var name = question.Host.Length == 0 ? "" : $" as {question.Host}";
        var usages = question.Usages is { Count: > 0 } wanted && !wanted.Contains(UsageCheck.Any)
            ? $" for {string.Join(" or ", wanted)}"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"a component built with Go {question.Go} accepts it{name}{usages}");
    }

    private static string WrongTime(ChainQuestion question, ChainAnswer answer, string error)
    {
        var isEarly = error.Contains(" is before ", StringComparison.Ordinal);
        var authority = answer.Candidates.LastOrDefault(candidate => candidate.GoError == error);
        var who = authority is null || ChainVerifier.CheckLeaf(question) == error
            ? "the certificate" : $"the CA {authority.Authority.Certificate.Subject}";
        return isEarly ? $"{who} is not valid yet: it was issued with a future date, or a clock is wrong" : $"{who} has expired: renew it";
    }
}
