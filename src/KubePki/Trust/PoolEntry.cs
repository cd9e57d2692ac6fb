using KubePki.X509;

namespace KubePki.Trust;

/// <summary>A certificate of a pool, with its key ready to check signatures.</summary>
internal sealed class PoolEntry(ParsedCertificate certificate, string? label)
{
    private ConstraintSets? _constraints;

    public ParsedCertificate Certificate { get; } = certificate;

    /// <summary>Where it was read from, for people; null when that was not told.</summary>
    public string? Label { get; } = label;

    public AuthorityKey Key { get; } = new(certificate);

    /// <summary>The name constraints, made ready once; null without.</summary>
    public ConstraintSets? Constraints(GoVersion go) =>
        _constraints ??= Certificate.Extensions.NameConstraints is { } constraints ? new ConstraintSets(constraints, go) : null;
}
