namespace KubePki.Pki.X509;

/// <summary>RFC 5280, 4.2.1.10, as far as Go reads it.</summary>
internal sealed class NameConstraints
{
    public ConstraintSet Permitted { get; } = new();

    public ConstraintSet Excluded { get; } = new();

    /// <summary>Whether the extension was critical.</summary>
    public bool IsCritical { get; set; }

    /// <summary>Whether a kind of name occurs that Go does not handle (directoryName, say).</summary>
    public bool HasUnhandled { get; set; }
}

/// <summary>The permitted or the excluded half of name constraints.</summary>
internal sealed class ConstraintSet
{
    public List<string> DnsDomains { get; } = [];

    public List<string> EmailAddresses { get; } = [];

    public List<string> UriDomains { get; } = [];

    /// <summary>Address followed by mask, 8 or 32 octets.</summary>
    public List<byte[]> IPRanges { get; } = [];
}
