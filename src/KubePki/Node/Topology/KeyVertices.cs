using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Chain;
using KubePki.Node.Layout;

namespace KubePki.Node.Topology;

/// <summary>The keys of a node, each once however many certificates and files it has.</summary>
internal sealed class KeyVertices
{
    private readonly Dictionary<string, TopologyVertex> _vertices = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> _atPath;

    public KeyVertices(NodePki node)
    {
        var certificates = node.Certificates.Where(certificate => certificate.PublicKeyHash is not null).ToList();
        var authorities = new AuthorityTwins(NodeView.Of(node));
        var twins = certificates.Where(certificate => certificate.IsAuthority && authorities.TwinOf(certificate) is not null)
            .Select(certificate => certificate.PublicKeyHash!).ToHashSet(StringComparer.Ordinal);
        foreach (var group in certificates.GroupBy(certificate => certificate.PublicKeyHash!))
            _vertices.Add(group.Key, Of(group.Key, [.. group], twins));
        foreach (var group in node.Keys.Where(key => key.Role == PkiRoles.ServiceAccounts && key.PublicKeyHash is not null)
            .GroupBy(key => key.PublicKeyHash!))
            _vertices.TryAdd(group.Key, OfServiceAccounts(group.Key, [.. group]));
        _atPath = certificates.Where(certificate => certificate.Source == CertificateSource.File)
            .OrderBy(certificate => certificate.Index)
            .Select(certificate => (certificate.NodePath, Hash: certificate.PublicKeyHash!))
            .Concat(node.Keys.Where(key => key.PublicKeyHash is not null).Select(key => (key.NodePath, Hash: key.PublicKeyHash!)))
            .ToLookup(pair => pair.NodePath, pair => IdOf(pair.Hash));
    }

    public IEnumerable<TopologyVertex> All => _vertices.Values;

    /// <summary>What edges name a key by.</summary>
    public static string IdOf(string hash) => $"sha256:{hash}";

    /// <summary>The keys in a file, in order.</summary>
    public IEnumerable<string> At(string nodePath) => _atPath[nodePath].Where(Knows);

    /// <summary>The key of a certificate; none when it cannot be told.</summary>
    public IEnumerable<string> Of(KubeCertificate? certificate) =>
        certificate?.PublicKeyHash is { } hash && _vertices.ContainsKey(hash) ? [IdOf(hash)] : [];

    private bool Knows(string id) => _vertices.ContainsKey(id["sha256:".Length..]);

    private static TopologyVertex Of(string hash, List<KubeCertificate> certificates, HashSet<string> twins)
    {
        // The one with a role of its own names it: a CA is in every kubeconfig, too.
        certificates = [.. certificates.OrderBy(certificate => PkiRoles.PlaceOf(certificate.Role))];
        var first = certificates[0];
        var last = certificates.MaxBy(certificate => certificate.NotAfter)!;
        return new TopologyVertex
        {
            Id = IdOf(hash),
            Kind = first.IsAuthority ? TopologyVertexKind.Authority : TopologyVertexKind.Certificate,
            Name = first.Name,
            Role = first.Role,
            Subject = first.Subject,
            Issuer = first.Issuer,
            PublicKeyHash = hash,
            NotAfter = last.NotAfter,
            Status = last.Status,
            NodePaths = TextList.From(certificates.Select(certificate => certificate.NodePath).Distinct()),
            HasKey = certificates.Exists(certificate => certificate.KeyMatches == true),
            IsTwin = twins.Contains(hash),
            IsStranger = certificates.TrueForAll(certificate => certificate.Authority is null),
        };
    }

    private static TopologyVertex OfServiceAccounts(string hash, List<KubeKey> keys) => new()
    {
        Id = IdOf(hash),
        Kind = TopologyVertexKind.ServiceAccountKey,
        Name = keys[0].Name,
        Role = keys[0].Role,
        PublicKeyHash = hash,
        NodePaths = TextList.From(keys.Select(key => key.NodePath).Distinct()),
        HasKey = keys.Exists(key => key.IsPrivate),
    };
}
