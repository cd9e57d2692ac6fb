using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>
/// A node as the forecast sees it: its parts, and the certificates on which they depend. It keeps nothing of the snapshot, so that
/// thousands fit into memory.
/// </summary>
internal sealed class ForecastNode
{
    private readonly Dictionary<ForecastPart, List<ForecastCredential>> _parts;
    private readonly IReadOnlyList<ForecastLife> _signers;

    public ForecastNode(NodePki pki, CancellationToken cancellation = default)
    {
        var view = NodeView.Of(pki);
        (Name, Root, AsOf, _parts) = (pki.NodeName, pki.Root, pki.AsOf, []);
        foreach (var leaf in view.Leaves.Where(leaf => IsUsed(view, leaf)))
            Add(view, PartOf(leaf), leaf);
        Kubelet = ForecastKubelet.Of(view, certificate => Credential(view, certificate));
        if (ServingCertificate.Of(pki) is { } serving)
            Add(view, ForecastPart.Of(PkiRoles.KubeletServer, PkiRoles.KubeletServer), serving);
        Members = MembersOf(view.Component("etcd"));
        EtcdHosts = [.. view.Spec.EtcdServers.Select(server => HostOf(server.Value))];
        SigningDuration = ForecastKubelet.SigningDuration(view.Component(ForecastPart.ControllerManager.Name));
        HasSigner = view.Component(ForecastPart.ControllerManager.Name) is not null;
        ClusterMarks = [.. Configuration.ClusterMarks.OfTrust(
            view.ClusterAuthorities is [var authority, ..] ? authority.PublicKeyHash : null, view.Kubelet?.Certificate?.AuthorityKeyId)];
        _signers = [.. view.ClusterAuthorities.Where(authority => authority.Role is not "server-ca" && HasKey(pki, authority))
            .Select(certificate => Life(view, certificate))];
        Faults = [.. ForecastFault.Of(view, Kubelet?.Credential, cancellation)];
    }

    private ForecastNode(ForecastNode other)
    {
        (Name, Root, AsOf, _parts, _signers) = (other.Name, other.Root, other.AsOf, other._parts, other._signers);
        (Kubelet, Members, EtcdHosts) = (other.Kubelet?.Copy(), other.Members, other.EtcdHosts);
        (SigningDuration, HasSigner, ClusterMarks, Faults) = (other.SigningDuration, other.HasSigner, other.ClusterMarks, other.Faults);
    }

    /// <summary>The node's name; null when its files do not tell.</summary>
    public string? Name { get; }

    /// <summary>The directory that stands for its <c>/</c>.</summary>
    public string Root { get; }

    /// <summary>The moment of the snapshot.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>What a sentence calls it.</summary>
    public string Label => Name ?? Root;

    /// <summary>What happens to kubelet's credential; null without a kubelet that has one.</summary>
    public ForecastKubelet? Kubelet { get; }

    /// <summary>How many members etcd has, as far as this node tells.</summary>
    public int Members { get; }

    /// <summary>Where its API server finds etcd.</summary>
    public IReadOnlyList<string> EtcdHosts { get; }

    /// <summary>How long what its controller manager signs lives; null when nothing tells.</summary>
    public TimeSpan? SigningDuration { get; }

    /// <summary>Whether the flags of a controller manager were read.</summary>
    public bool HasSigner { get; }

    /// <summary>What tells of which cluster it is.</summary>
    public IReadOnlyList<string> ClusterMarks { get; }

    /// <summary>What is wrong with it, whatever the time.</summary>
    public IReadOnlyList<ForecastFault> Faults { get; }

    /// <summary>The parts, kubelet not among them, in the order of causes.</summary>
    public IEnumerable<ForecastPart> Parts => _parts.Keys.OrderBy(part => part.Rank);

    /// <summary>The same node at the beginning of a run, which changes kubelet's credential.</summary>
    public ForecastNode Fresh() => new(this);

    public bool Has(ForecastPart part) => _parts.ContainsKey(part);

    /// <summary>Whether a CA of the cluster whose key lies here is valid at a moment, so that its controller manager can sign.</summary>
    public bool CanSignAt(DateTimeOffset moment) => _signers.Any(authority => authority.Covers(moment));

    /// <summary>The certificates that are to blame for a part at a moment.</summary>
    public IReadOnlyList<ForecastLife> FaultsAt(ForecastPart part, DateTimeOffset moment) =>
        !_parts.TryGetValue(part, out var credentials) ? [] : [.. credentials
            .Select(credential => credential.FaultAt(moment)).OfType<ForecastLife>().DistinctBy(certificate => certificate.Fingerprint)];

    /// <summary>The moments at which something may change.</summary>
    public IEnumerable<DateTimeOffset> Moments => _parts.Values.SelectMany(list => list)
        .SelectMany(credential => credential.Moments).Concat(Kubelet?.Moments ?? []);

    /// <summary>The certificates that parts depend on.</summary>
    public IEnumerable<ForecastLife> Certificates => _parts.Values.SelectMany(list => list).Select(credential => credential.Certificate);

    private void Add(NodeView view, ForecastPart part, KubeCertificate certificate)
    {
        if (!_parts.TryGetValue(part, out var credentials))
            _parts.Add(part, credentials = []);
        // A copy of admin.conf has the same end.
        if (!credentials.Exists(known => known.Certificate.Fingerprint == certificate.Fingerprint))
            credentials.Add(Credential(view, certificate));
    }

    private static ForecastPart PartOf(KubeCertificate leaf) =>
        ForecastPart.Programs.FirstOrDefault(part => leaf.Role is { } role && part.Roles.Contains(role))
            ?? ForecastPart.Of(leaf.Role is null or PkiRoles.KubeconfigClient or PkiRoles.Cni ? leaf.Name : leaf.Role, leaf.Role);

    // kubelet's has rules of its own, and a kubeconfig of others, or what its current context does not use, stops nothing here.
    private static bool IsUsed(NodeView view, KubeCertificate leaf)
    {
        if (leaf.Role is PkiRoles.KubeletConf || leaf.NodePath == view.Pki.Kubelet?.Kubeconfig || leaf.IsNeverValid)
            return false;
        return leaf.Source != CertificateSource.KubeconfigUser || view.KubeconfigAt(leaf.NodePath) is not { } kubeconfig
            || (kubeconfig.User == leaf.Entry && !view.IsForeign(kubeconfig));
    }

    private static ForecastCredential Credential(NodeView view, KubeCertificate certificate)
    {
        var names = certificate.Authority?.Split(", ") ?? [];
        return new(Life(view, certificate), [.. view.Pki.Certificates
            // What stands behind a self-made leaf in its own file is not how others know it.
            .Where(other => other.IsAuthority && other.NodePath != certificate.NodePath
                && (names.Contains(other.Role) || names.Contains(other.Name)))
            .DistinctBy(other => other.Fingerprint).Select(other => Life(view, other))]);
    }

    private static ForecastLife Life(NodeView view, KubeCertificate certificate) =>
        new(certificate.NodePath, certificate.NotBefore, certificate.NotAfter)
        {
            Fingerprint = certificate.Fingerprint,
            IsAuthority = certificate.IsAuthority,
            Names = certificate.Role == PkiRoles.EtcdServer ? [.. certificate.DnsNames, .. certificate.IPAddresses] : [],
            Runner = view.Guidance.RunnerOf(certificate.Role, certificate.NodePath),
        };

    // A key that only the reader may not read is there.
    private static bool HasKey(NodePki pki, KubeCertificate authority) => authority.ExternallyManaged != true
        || pki.Problems.Any(problem => problem.IsDenied && problem.NodePath == Path.ChangeExtension(authority.NodePath, ".key"));

    private static int MembersOf(ControlPlaneComponent? etcd) =>
        etcd?.Flag("initial-cluster")?.Split(',', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;

    private static string HostOf(string server) => Uri.TryCreate(server, UriKind.Absolute, out var url) ? url.DnsSafeHost : server;
}
