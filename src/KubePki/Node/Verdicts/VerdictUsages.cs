using KubePki.Pki.Verification;

namespace KubePki.Node.Verdicts;

/// <summary>The extended key usages that can be asked for.</summary>
public static class VerdictUsages
{
    /// <summary>Their names in RFC 5280, and <c>any</c> for when it does not matter.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", UsageCheck.Any];
}
