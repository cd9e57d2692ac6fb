using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;

namespace KubePki.Node.Topology;

/// <summary>
/// Finds the key that signed each certificate. The reader has verified the signatures and tells the CA by its role or name; where several
/// keys have that name, the signature is asked once more.
/// </summary>
internal sealed class SignerSearch(NodePki node)
{
    // More than a node has; a bundle of thousands of one name is not searched again.
    private const int MaxChecks = 2000;

    private readonly ILookup<string, KubeCertificate> _byLabel = node.Certificates
        .Where(certificate => certificate.PublicKeyHash is not null && certificate.Parsed is not null)
        .DistinctBy(certificate => (LabelOf(certificate), certificate.PublicKeyHash)).ToLookup(LabelOf);

    private readonly Dictionary<string, AuthorityKey> _keys = new(StringComparer.Ordinal);
    private int _checks;

    /// <summary>The edges from CAs to what they signed; what signed itself has none.</summary>
    public IEnumerable<TopologyEdge> Edges()
    {
        foreach (var certificate in node.Certificates.DistinctBy(certificate => certificate.Fingerprint))
        {
            if (certificate.PublicKeyHash is { } hash && SignerOf(certificate) is { } signer && signer != hash)
                yield return new TopologyEdge(TopologyEdgeKind.Signs, KeyVertices.IdOf(signer), KeyVertices.IdOf(hash), null);
        }
    }

    private string? SignerOf(KubeCertificate certificate)
    {
        if (certificate.Authority is not { } label || certificate.Parsed is null)
            return null;
        // Of "ca, etcd-ca", which is one key, the first is the one that it was found by.
        var candidates = _byLabel[label].ToList();
        if (candidates.Count == 0)
            candidates = [.. _byLabel[label.Split(", ")[0]]];
        if (candidates is [var only])
            return only.PublicKeyHash;
        return candidates.OrderBy(candidate => candidate.SubjectKeyId != certificate.AuthorityKeyId)
            .FirstOrDefault(candidate => _checks++ < MaxChecks && KeyOf(candidate).Signed(certificate.Parsed))?.PublicKeyHash;
    }

    private AuthorityKey KeyOf(KubeCertificate authority)
    {
        if (!_keys.TryGetValue(authority.PublicKeyHash!, out var key))
            _keys.Add(authority.PublicKeyHash!, key = new AuthorityKey(authority.Parsed));
        return key;
    }

    private static string LabelOf(KubeCertificate certificate) =>
        PkiRoles.Find(certificate.Role)?.Kind == PkiRoleKind.Authority ? certificate.Role! : certificate.Name;
}
