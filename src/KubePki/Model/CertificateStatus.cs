namespace KubePki.Model;

/// <summary>The values of <see cref="KubeCertificate.Status"/>. Texts, not numbers, so that JSON and CSV stay readable.</summary>
public static class CertificateStatus
{
    /// <summary>Within its lifetime, with more time left than the threshold.</summary>
    public const string Valid = "Valid";

    /// <summary>Within its lifetime, but with no more time left than the threshold.</summary>
    public const string Expiring = "Expiring";

    /// <summary>Past its NotAfter.</summary>
    public const string Expired = "Expired";

    /// <summary>Before its NotBefore.</summary>
    public const string NotYetValid = "NotYetValid";
}
