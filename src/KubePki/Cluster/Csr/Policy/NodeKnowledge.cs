using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// What the files of a control plane node say that requests can be held against. Its keys are refused to others in any case; its ranges and
/// its signer count only where the node is known to be the cluster's: a machine may hold the files of another one.
/// </summary>
internal sealed class NodeKnowledge
{
    private const string RangeFlag = "service-cluster-ip-range";
    private const string SigningFlag = "cluster-signing-cert-file";

    private readonly NodePki _node;

    private NodeKnowledge(NodePki node) => _node = node;

    /// <summary>The keys of CAs, of service accounts, and of the control plane's certificates; none that a kubelet has.</summary>
    public RefusedKeys Keys { get; } = new();

    /// <summary>The ranges of services that the API server's flags name.</summary>
    public IReadOnlyList<string> ServiceRanges { get; private init; } = [];

    /// <summary>The CA that kube-controller-manager signs with; null when its flags do not tell, or name several.</summary>
    public KubeCertificate? Signer { get; private init; }

    /// <summary>Who tells <see cref="ServiceRanges"/>.</summary>
    public string Source => $"--{RangeFlag} in the manifests of {_node.Root}";

    /// <summary>Reads a node; null when there is none below the root.</summary>
    public static NodeKnowledge? Read(string root, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var files = new NodeFiles(root);
        if (!PkiLayouts.All.Any(layout => files.Resolve(layout.Directory).Exists))
            return null;
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = asOf }, cancellation).ReadNode();
        var ranges = node.Components.SelectMany(component =>
            (component.Flag(RangeFlag) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var knowledge = new NodeKnowledge(node)
        {
            ServiceRanges = [.. ranges.Where(range => Addresses.TryRange(range, out _)).Distinct(StringComparer.Ordinal)],
            Signer = FindSigner(node),
        };
        knowledge.Collect();
        return knowledge;
    }

    /// <summary>The node's CAs, for clients of kubelets or of the API server.</summary>
    public IReadOnlyList<KubeCertificate> Authorities =>
        [.. _node.Certificates.Where(certificate => certificate.Role is "ca" or "server-ca" or "client-ca")];

    /// <summary>Whether a CA of the node is among those of a cluster.</summary>
    public bool IsOf(IEnumerable<KubeCertificate> authorities) =>
        Authorities.Select(own => own.PublicKeyHash).Intersect(authorities.Select(other => other.PublicKeyHash)).Any();

    private void Collect()
    {
        foreach (var certificate in _node.Certificates.Where(certificate => IsOfControlPlane(certificate.Role)))
            Keys.Add(certificate.Parsed, $"{certificate.Subject} ({certificate.Path})");
        foreach (var key in _node.Keys.Where(key => key.PublicKeyHash is not null && IsOfControlPlane(key.Role)))
            Keys.AddHash(key.PublicKeyHash!, $"{key.Name} ({key.Path})");
    }

    private static bool IsOfControlPlane(string? role) =>
        PkiRoles.Find(role)?.Kind is PkiRoleKind.Authority or PkiRoleKind.Leaf or PkiRoleKind.KeyPair;

    private static KubeCertificate? FindSigner(NodePki node)
    {
        var manager = node.Components.FirstOrDefault(component => component.Name == "kube-controller-manager");
        // A signer of its own may have a CA of its own; then there is not one to judge by.
        if (manager?.Flag(SigningFlag) is not { } file
            || manager.Flags.Any(flag => flag.Name.StartsWith("cluster-signing-kube", StringComparison.Ordinal)))
            return null;
        var found = node.Certificates.Where(certificate => certificate.NodePath == file).ToArray();
        return found.Length == 1 ? found[0] : null;
    }
}
