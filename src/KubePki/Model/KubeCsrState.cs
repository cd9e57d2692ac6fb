namespace KubePki.Model;

/// <summary>How far a CertificateSigningRequest has come.</summary>
public enum KubeCsrState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>It is approved, and its signer has not yet issued.</summary>
    Approved,

    /// <summary>It is denied.</summary>
    Denied,

    /// <summary>Its signer has refused it.</summary>
    Failed,

    /// <summary>The certificate is there.</summary>
    Issued,
}
