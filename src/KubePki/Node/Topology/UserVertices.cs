using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Topology;

/// <summary>The kubeconfigs and programs of a node that use its keys, and how they do.</summary>
internal sealed class UserVertices
{
    private readonly List<TopologyVertex> _vertices = [];
    private readonly List<TopologyEdge> _edges = [];
    private readonly KeyVertices _keys;

    public UserVertices(NodePki node, KeyVertices keys)
    {
        _keys = keys;
        foreach (var kubeconfig in node.Kubeconfigs.DistinctBy(kubeconfig => kubeconfig.NodePath))
            Add(kubeconfig);
        foreach (var group in node.Components.GroupBy(component => component.Name))
            Add(group.Key, [.. group], node.Kubeconfigs);
        if (node.Kubelet is { } kubelet)
            Add(kubelet, NodeView.Of(node).Kubelet?.Certificate, ServingCertificate.Of(node));
    }

    public IReadOnlyList<TopologyVertex> All => _vertices;

    public IReadOnlyList<TopologyEdge> Edges => _edges;

    private void Add(Kubeconfig kubeconfig)
    {
        var id = $"kubeconfig:{kubeconfig.NodePath}";
        _vertices.Add(new TopologyVertex
        {
            Id = id,
            Kind = TopologyVertexKind.Kubeconfig,
            Name = kubeconfig.Name,
            Role = kubeconfig.Role,
            NotAfter = kubeconfig.NotAfter,
            Status = kubeconfig.Status,
            NodePaths = TextList.Create(kubeconfig.NodePath),
        });
        foreach (var user in kubeconfig.Users)
            Add(TopologyEdgeKind.Presents, id, _keys.Of(user.Certificate), $"user {user.Name}");
        foreach (var cluster in kubeconfig.Clusters)
            Add(TopologyEdgeKind.Trusts, id, cluster.Authorities.SelectMany(_keys.Of), $"cluster {cluster.Name}");
    }

    private void Add(string program, IReadOnlyList<ControlPlaneComponent> runs, IReadOnlyList<Kubeconfig> kubeconfigs)
    {
        var id = AddProgram(program, runs.Select(run => run.NodePath));
        foreach (var row in ComponentFlags.All.Where(row => row.Component == program))
        {
            foreach (var file in runs.Select(run => run.Flag(row.Flag)).OfType<string>().SelectMany(Files).Distinct())
            {
                var kind = IsTrust(row) ? TopologyEdgeKind.Trusts : TopologyEdgeKind.Presents;
                var found = _keys.At(file);
                // By a kubeconfig, it presents what is in there.
                if (kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == file) is { } used)
                    found = _keys.Of(used.Certificate);
                // Behind the first of a file that is shown stands its chain.
                Add(kind, id, kind == TopologyEdgeKind.Trusts ? found : found.Take(1), $"--{row.Flag}");
            }
        }
    }

    private void Add(KubeletState kubelet, KubeCertificate? shown, KubeCertificate? served)
    {
        var id = AddProgram(KubeletFiles.Component,
            kubelet.Settings.Select(setting => setting.Path).Where(path => path.Length > 0).Take(1));
        Add(TopologyEdgeKind.Presents, id, _keys.Of(shown), kubelet.Kubeconfig);
        Add(TopologyEdgeKind.Presents, id, _keys.Of(served),
            served?.NodePath == kubelet.TlsCertFile ? KubeletSetting.TlsCertFile.Field : kubelet.CertificateDirectory);
        if (kubelet.ClientCAFile is { } clients)
            Add(TopologyEdgeKind.Trusts, id, _keys.At(clients), "clientCAFile");
    }

    private string AddProgram(string name, IEnumerable<string> nodePaths)
    {
        var vertex = new TopologyVertex
        {
            Id = $"program:{name}",
            Kind = TopologyVertexKind.Program,
            Name = name,
            NodePaths = TextList.From(nodePaths.Distinct()),
        };
        _vertices.Add(vertex);
        return vertex.Id;
    }

    private void Add(string kind, string from, IEnumerable<string> to, string via) =>
        _edges.AddRange(to.Distinct().Select(id => new TopologyEdge(kind, from, id, via)));

    // A CA in a flag is trusted, but for the one whose key signs; public keys of service accounts verify tokens.
    private static bool IsTrust(ComponentFlags.Row row) => row.KeyFlag is null
        && (PkiRoles.Find(row.Role)?.Kind == PkiRoleKind.Authority || row.Flag == "service-account-key-file");

    // Some flags take several files.
    private static IEnumerable<string> Files(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
