using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.Verification;

/// <summary>A certificate of a pool, with its key ready to check signatures.</summary>
internal sealed class PoolEntry(ParsedCertificate certificate, string? label)
{
    private ConstraintSets? _constraints;
    private IReadOnlyList<(NameForm Form, byte[] Octets)>? _names;
    private ConstrainedNames? _constrainedNames;
    private string? _namesError;
    private bool _areNamesRead;

    public ParsedCertificate Certificate { get; } = certificate;

    /// <summary>Where it was read from, for people; null when that was not told.</summary>
    public string? Label { get; } = label;

    public AuthorityKey Key { get; } = new(certificate);

    /// <summary>The subject alternative names in their order, read once.</summary>
    public IReadOnlyList<(NameForm Form, byte[] Octets)> Names => _names ??= AlternativeNames.Read(Certificate);

    /// <summary>The names taken apart for name constraints, once; null with Go's complaint about one that cannot be.</summary>
    public ConstrainedNames? ConstrainedNames(GoVersion go, out string? error)
    {
        if (!_areNamesRead)
            _constrainedNames = KubePki.Pki.Verification.ConstrainedNames.Read(Certificate, go, out _namesError);
        _areNamesRead = true;
        error = _namesError;
        return _constrainedNames;
    }

    /// <summary>The name constraints, made ready once; null without.</summary>
    public ConstraintSets? Constraints(GoVersion go) =>
        _constraints ??= Certificate.Extensions.NameConstraints is { } constraints ? new ConstraintSets(constraints, go) : null;
}
