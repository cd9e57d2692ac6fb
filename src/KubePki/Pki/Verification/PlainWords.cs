using System.Globalization;

namespace KubePki.Pki.Verification;

/// <summary>Says in plain words what Go's texts mean on a Kubernetes node, and what to look at.</summary>
internal static class PlainWords
{
    // The first that occurs in Go's text counts.
    private static readonly (string GoText, string Words)[] Known =
    [
        ("signature check attempts limit reached",
            "there are too many CAs of the same name to try them all: name the one CA that should have signed"),
        ("verification error\" while", "a CA of the right name is trusted, but another key made the signature: "
            + "the CA was replaced, or the certificate is from another cluster"),
        ("verification failure\" while", "a CA of the right name is trusted, but another key made the signature: "
            + "the CA was replaced, or the certificate is from another cluster"),
        ("parent certificate cannot sign this kind of certificate",
            "the CA that is named must not sign: its basic constraints do not say CA, or its key usage lacks keyCertSign"),
        ("insecure algorithm", "the signature uses MD5 or SHA-1, which Go no longer accepts: issue the certificate again"),
        ("keys are insecure", "the CA's RSA key is too short for this Go: make a new CA"),
        ("algorithm unimplemented", "Go does not know the algorithm of the signature or of the CA's key"),
        ("signature algorithm specifies", "the signature's algorithm does not fit the CA's key: another CA signed"),
        ("signed by unknown authority", "no CA that is trusted has the name of its issuer"),
        ("is not valid for any names", "the certificate has no names at all that could match"),
        ("relies on legacy Common Name",
            "the name stands only in the common name, which counts no longer: issue it with subject alternative names"),
        ("doesn't contain any IP SANs",
            "an address was dialled, but the certificate has no addresses: issue it with this address among its subject alternative names"),
        ("but none matched", "the name or address that was dialled is not among those of the certificate"),
        ("x509: certificate is valid for ", "the name or address that was dialled is not among those of the certificate"),
        ("incompatible key usage", "the extended key usages of the certificate, or of a CA above it, do not allow what was asked"),
        ("unhandled critical extension", "a critical extension is there that Go does not know, so it refuses"),
        ("too many intermediates", "a CA allows fewer CAs below it than there are (pathlen)"),
        ("not authorized to sign other certificates", "a certificate that is no CA stands between"),
        ("not authorized to sign for this name", "a CA above is restricted to other names (name constraints)"),
        ("cannot parse dnsName", "a CA above has name constraints, and a name of the certificate is malformed"),
        ("cannot parse rfc822Name", "a CA above has name constraints, and a mail address of the certificate is malformed"),
        ("x509: unknown error", "a CA above has more name constraints than this Go compares"),
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
        return isEarly ? $"{who} is not valid yet: it was made for later, or a clock is wrong" : $"{who} has expired: renew it";
    }
}
