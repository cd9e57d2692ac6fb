namespace KubePki.Pki.X509;

/// <summary>The extensions of RFC 5280 that Go reads. Lists are in the order of the certificate.</summary>
internal sealed class CertificateExtensions
{
    public static CertificateExtensions None { get; } = new();

    /// <summary>The dNSNames, one character for each byte.</summary>
    public List<string> DnsNames { get; } = [];

    /// <summary>The iPAddress octets, 4 or 16.</summary>
    public List<byte[]> IPAddresses { get; } = [];

    public List<string> EmailAddresses { get; } = [];

    public List<string> Uris { get; } = [];

    /// <summary>How many names of other kinds (otherName, directoryName …) there are.</summary>
    public int OtherNames { get; set; }

    public bool HasSubjectAltName { get; set; }

    /// <summary>Where the subject alternative name lies in the whole encoding.</summary>
    public Slice SubjectAltName { get; set; }

    /// <summary>The keyUsage bits, bit n of RFC 5280 at 1 &lt;&lt; n; null without the extension.</summary>
    public int? KeyUsage { get; set; }

    /// <summary>The extended key usages as names or dotted OIDs; null without the extension.</summary>
    public List<string>? ExtendedKeyUsages { get; set; }

    public bool HasBasicConstraints { get; set; }

    public bool IsAuthority { get; set; }

    /// <summary>The pathLenConstraint, −1 when absent.</summary>
    public long MaxPathLength { get; set; } = -1;

    public byte[]? SubjectKeyId { get; set; }

    public byte[]? AuthorityKeyId { get; set; }

    /// <summary>The certificate policies, as the octets of their OIDs, one character for each.</summary>
    public List<string> Policies { get; } = [];

    /// <summary>The policy mappings, OIDs as in <see cref="Policies"/>.</summary>
    public List<(string Issuer, string Subject)> PolicyMappings { get; } = [];

    /// <summary>After how many certificates a policy is required; null when the certificate does not say.</summary>
    public long? RequireExplicitPolicy { get; set; }

    /// <summary>After how many certificates policies may no longer be mapped; null when the certificate does not say.</summary>
    public long? InhibitPolicyMapping { get; set; }

    /// <summary>After how many certificates anyPolicy counts for nothing; null when the certificate does not say.</summary>
    public long? InhibitAnyPolicy { get; set; }

    public NameConstraints? NameConstraints { get; set; }

    /// <summary>Critical extensions that Go does not handle, as dotted OIDs.</summary>
    public List<string> UnhandledCritical { get; } = [];
}
