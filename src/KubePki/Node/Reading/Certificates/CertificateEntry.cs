using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading.Certificates;

/// <summary>A certificate on its way to a <see cref="KubeCertificate"/>: read, but not yet asked who signed it.</summary>
internal sealed class CertificateEntry
{
    public required ParsedCertificate Parsed { get; init; }

    public required string Name { get; init; }

    /// <summary>The roles, the first being the one that is shown.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    public required string Path { get; init; }

    public required string NodePath { get; init; }

    public int Index { get; init; }

    /// <summary>What its source may cost; that of a referred file is the file's that refers to it.</summary>
    public SourceBudget Budget { get; init; } = new();

    public string Source { get; init; } = CertificateSource.File;

    /// <summary>The kubeconfig's user or cluster; null for a file.</summary>
    public string? Entry { get; init; }

    public string? KeyPath { get; set; }

    public bool HasKey { get; set; }

    public bool? KeyMatches { get; set; }

    /// <summary>Whether the file of its key is there and cannot be read.</summary>
    public bool KeyIsUnread { get; set; }

    /// <summary>Whether its key is there to sign with; null when the key cannot be read.</summary>
    public bool? CanSign => KeyMatches ?? (HasKey || KeyIsUnread ? null : false);

    /// <summary>The finished certificate, once the signer was asked for.</summary>
    public KubeCertificate? Result { get; set; }

    public string? Role => Roles.Count > 0 ? Roles[0] : null;

    /// <summary>Whether others may be signed by this: it says CA, or is trusted as one, or is of a time before such words.</summary>
    public bool MaySign => Parsed.Extensions.IsAuthority || Parsed.Version == 1 || Parsed.NamesIssuer(Parsed)
        || PkiRoles.Find(Role)?.Kind is PkiRoleKind.Authority or PkiRoleKind.TrustAnchor;

    /// <summary>Compares a private key with the certificate, by their public bytes.</summary>
    public void TakeKey(string path, ParsedKey key)
    {
        HasKey = true;
        KeyPath = path;
        KeyMatches = key.PublicKeyInfo is null || Parsed.PublicKey is null
            ? null : key.PublicKeyInfo.AsSpan().SequenceEqual(Parsed.PublicKeyInfo.Of(Parsed.Raw.Span));
    }
}
