using System.Globalization;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>A node as the forecast sees it: its parts, and the certificates on which they depend.</summary>
internal sealed class ForecastNode
{
    private readonly Dictionary<ForecastPart, List<ForecastCredential>> _parts = [];

    public ForecastNode(NodePki pki)
    {
        View = NodeView.Of(pki);
        foreach (var leaf in View.Leaves.Where(IsUsed))
            Add(PartOf(leaf), leaf);
        Kubelet = ForecastKubelet.Of(View, certificate => Credential(certificate));
        if (ServingCertificate.Of(pki) is { } serving)
            Add(ForecastPart.Of(PkiRoles.KubeletServer, PkiRoles.KubeletServer), serving);
        Members = MembersOf(View.Component("etcd"));
    }

    public NodeView View { get; }

    /// <summary>What happens to kubelet's credential; null without a kubelet that has one.</summary>
    public ForecastKubelet? Kubelet { get; }

    /// <summary>How many members etcd has, as far as this node tells.</summary>
    public int Members { get; }

    /// <summary>The parts, kubelet not among them, in the order of causes.</summary>
    public IEnumerable<ForecastPart> Parts => _parts.Keys.OrderBy(part => part.Rank);

    public bool Has(ForecastPart part) => _parts.ContainsKey(part);

    /// <summary>Whether a CA of the cluster whose key lies here is valid at a moment, so that its controller manager can sign.</summary>
    public bool CanSignAt(DateTimeOffset moment) => View.ClusterAuthorities.Any(authority => authority.ExternallyManaged != true
        && authority.Role is not "server-ca" && moment >= authority.NotBefore && moment <= authority.NotAfter);

    /// <summary>What tells of which cluster it is.</summary>
    public IEnumerable<string> ClusterMarks => Configuration.ClusterMarks.OfTrust(
        View.ClusterAuthorities is [var authority, ..] ? authority.PublicKeyHash : null, View.Kubelet?.Certificate?.AuthorityKeyId);

    /// <summary>The certificates that are to blame for a part at a moment.</summary>
    public IReadOnlyList<KubeCertificate> FaultsAt(ForecastPart part, DateTimeOffset moment) =>
        !_parts.TryGetValue(part, out var credentials) ? [] : [.. credentials
            .Select(credential => credential.FaultAt(moment)).OfType<KubeCertificate>().DistinctBy(certificate => certificate.Fingerprint)];

    /// <summary>The moments at which something may change.</summary>
    public IEnumerable<DateTimeOffset> Moments => _parts.Values.SelectMany(list => list)
        .SelectMany(credential => credential.Moments).Concat(Kubelet?.Moments ?? []);

    /// <summary>The distribution that renews a certificate itself; null when none does.</summary>
    public Distribution? RunnerOf(KubeCertificate certificate) => View.Guidance.RunnerOf(certificate.Role, certificate.NodePath);

    /// <summary>The certificates that parts depend on.</summary>
    public IEnumerable<KubeCertificate> Certificates => _parts.Values.SelectMany(list => list).Select(credential => credential.Certificate);

    private void Add(ForecastPart part, KubeCertificate certificate)
    {
        if (!_parts.TryGetValue(part, out var credentials))
            _parts.Add(part, credentials = []);
        // A copy of admin.conf has the same end.
        if (!credentials.Exists(known => known.Certificate.Fingerprint == certificate.Fingerprint))
            credentials.Add(Credential(certificate));
    }

    private static ForecastPart PartOf(KubeCertificate leaf) =>
        ForecastPart.Programs.FirstOrDefault(part => leaf.Role is { } role && part.Roles.Contains(role))
            ?? ForecastPart.Of(leaf.Role is null or PkiRoles.KubeconfigClient or PkiRoles.Cni ? leaf.Name : leaf.Role, leaf.Role);

    // kubelet's has rules of its own, and a kubeconfig of others, or what its current context does not use, stops nothing here.
    private bool IsUsed(KubeCertificate leaf)
    {
        if (leaf.Role is PkiRoles.KubeletConf || leaf.NodePath == View.Pki.Kubelet?.Kubeconfig || leaf.IsNeverValid)
            return false;
        return leaf.Source != CertificateSource.KubeconfigUser || View.KubeconfigAt(leaf.NodePath) is not { } kubeconfig
            || (kubeconfig.User == leaf.Entry && !View.IsForeign(kubeconfig));
    }

    private ForecastCredential Credential(KubeCertificate certificate)
    {
        var names = certificate.Authority?.Split(", ") ?? [];
        return new(certificate, [.. View.Pki.Certificates
            // What stands behind a self-made leaf in its own file is not how others know it.
            .Where(other => other.IsAuthority && other.NodePath != certificate.NodePath
                && (names.Contains(other.Role) || names.Contains(other.Name)))
            .DistinctBy(other => other.Fingerprint)]);
    }

    private static int MembersOf(ControlPlaneComponent? etcd) =>
        etcd?.Flag("initial-cluster")?.Split(',', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;
}
