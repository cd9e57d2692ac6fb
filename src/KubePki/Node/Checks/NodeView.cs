using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using KubePki.Model;
using KubePki.Node.Checks.Files;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;

namespace KubePki.Node.Checks;

/// <summary>A node as checks look at it: the snapshot, and what several of them ask about it, answered once.</summary>
internal sealed class NodeView
{
    private static readonly ConditionalWeakTable<NodePki, NodeView> Views = [];

    private readonly ConcurrentDictionary<NodeCheck, IReadOnlyList<KubePkiFinding>> _answers = [];
    private readonly Lazy<KubeletClientVerdict?> _kubelet;
    private readonly Dictionary<string, PkiFile> _files;
    private readonly Dictionary<string, Kubeconfig> _kubeconfigs;
    private readonly Dictionary<string, KubeKey> _keys;
    private readonly HashSet<string?> _ownKeys;
    private readonly Lazy<HashSet<string>> _named;
    private readonly Lazy<IReadOnlySet<PkiFile>> _filesOfOthers;
    private readonly ConcurrentDictionary<string, string?> _otherClusters = new(StringComparer.Ordinal);

    private NodeView(NodePki pki)
    {
        Pki = pki;
        // Anybody's kubeconfig may hold ten thousand users: nothing is searched for each of them.
        _files = FirstOf(pki.Files, file => file.NodePath);
        _kubeconfigs = FirstOf(pki.Kubeconfigs, kubeconfig => kubeconfig.NodePath);
        _keys = FirstOf(pki.Keys, key => key.Path);
        Leaves = [.. pki.Certificates.Where(certificate => certificate.Index == 0
            && KindOf(certificate) is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig
            && certificate.Source != CertificateSource.KubeconfigCluster)];
        Authorities = [.. pki.Certificates.Where(certificate => KindOf(certificate) == PkiRoleKind.Authority)];
        // Where clients and servers have CAs of their own, a kubeconfig trusts that of the servers.
        ClusterAuthorities = [.. pki.Certificates.Where(certificate => certificate.Role is "ca" or "server-ca" or "client-ca")
            .OrderBy(certificate => certificate.Role == "client-ca")];
        _ownKeys = ClusterAuthorities.Select(authority => authority.PublicKeyHash).ToHashSet();
        Spec = SpecBuilder.Build(pki);
        Guidance = new NodeGuidance(pki, Spec);
        Fixes = new FixFinder(this);
        _named = new(() => NamesOf(pki));
        _filesOfOthers = new(() => WrongOwner.FilesOfOthers(this).ToHashSet<PkiFile>(ReferenceEqualityComparer.Instance));
        _kubelet = new(() => pki.Kubelet is null ? null : KubeletJudge.Judge(pki, Spec));
    }

    /// <summary>The view of a snapshot: one, whoever asks for it.</summary>
    public static NodeView Of(NodePki pki) => Views.GetValue(pki, pki => new NodeView(pki));

    /// <summary>What a check finds; it is asked once.</summary>
    public IReadOnlyList<KubePkiFinding> Ask(NodeCheck check) => _answers.GetOrAdd(check, static (check, view) => check.Run(view), this);

    public NodePki Pki { get; }

    /// <summary>The node's own files that are not root's, as <see cref="WrongOwner"/> finds them; a plan asks for each file.</summary>
    public IReadOnlySet<PkiFile> FilesOfOthers => _filesOfOthers.Value;

    public NodeSpec Spec { get; }

    public NodeGuidance Guidance { get; }

    /// <summary>Which fix a fault has.</summary>
    public FixFinder Fixes { get; }

    public DateTimeOffset AsOf => Pki.AsOf;

    /// <summary>Whether kubelet gets in; null without a kubelet.</summary>
    public KubeletClientVerdict? Kubelet => _kubelet.Value;

    /// <summary>The certificates that components and clients show: leaves in files, and the credentials in kubeconfigs.</summary>
    public IReadOnlyList<KubeCertificate> Leaves { get; }

    /// <summary>The certificates of the control plane's CAs, in files.</summary>
    public IReadOnlyList<KubeCertificate> Authorities { get; }

    /// <summary>The kubeconfigs of the node itself, kubelet's and CNI's included, and those of persons.</summary>
    public IReadOnlyList<Kubeconfig> Kubeconfigs => Pki.Kubeconfigs;

    /// <summary>The CA certificates with which the API server knows its clients, and by which clients know it.</summary>
    public IReadOnlyList<KubeCertificate> ClusterAuthorities { get; }

    public static PkiRoleKind? KindOf(KubeCertificate certificate) => PkiRoles.Find(certificate.Role)?.Kind;

    /// <summary>Whether it is one of the files that kubelet keeps, and judges for itself.</summary>
    public static bool IsOfKubelet(KubeCertificate certificate) => KindOf(certificate) == PkiRoleKind.Kubelet
        || (certificate.Role == PkiRoles.Chain && certificate.NodePath.Contains("/kubelet", StringComparison.Ordinal));

    /// <summary>Whether a kubeconfig is a person's: it belongs to no component of the node.</summary>
    public static bool IsPersonal(Kubeconfig kubeconfig) => kubeconfig.Role is null;

    /// <summary>Whether a kubeconfig trusts CAs, and none of them is this cluster's.</summary>
    public bool IsForeign(Kubeconfig kubeconfig) => _ownKeys.Count > 0 && kubeconfig.Authorities.Count > 0
        && !kubeconfig.Authorities.Any(authority => _ownKeys.Contains(authority.PublicKeyHash));

    /// <summary>Whether a network is another cluster's: a kubeconfig that it names trusts other CAs.</summary>
    public bool IsForeign(CniConfiguration network) =>
        network.Kubeconfigs.Any(path => KubeconfigAt(path) is { } kubeconfig && IsForeign(kubeconfig));

    /// <summary>
    /// Why what the current context of a kubeconfig uses is not this cluster's to change: it is another cluster's, as in a file that people
    /// merged. Null when it is.
    /// </summary>
    public string? OtherClusterIn(Kubeconfig kubeconfig) =>
        // Anybody's kubeconfig may hold ten thousand users, each with a finding that asks.
        kubeconfig.Clusters.Count < 2 ? null : _otherClusters.GetOrAdd(kubeconfig.NodePath, static (_, asked) =>
            asked.View.FindOtherCluster(asked.Kubeconfig), (View: this, Kubeconfig: kubeconfig));

    private string? FindOtherCluster(Kubeconfig kubeconfig)
    {
        if (!kubeconfig.Clusters.Any(cluster => IsOwn(cluster.Authorities)))
            return null;
        if (kubeconfig.Authorities.Count > 0 && !IsOwn(kubeconfig.Authorities))
            return $"Its current context {kubeconfig.Context} leads to another cluster, {kubeconfig.Cluster}.";
        if (kubeconfig.Certificate is not { } certificate || ClusterAuthorities.Any(own =>
            new AuthorityKey(own.Parsed).Signed(certificate.Parsed)))
            return null;
        var others = kubeconfig.Clusters.Where(cluster => cluster.Authorities.Count > 0 && !IsOwn(cluster.Authorities))
            .Select(cluster => cluster.Name).ToHashSet(StringComparer.Ordinal);
        var other = kubeconfig.Contexts.FirstOrDefault(context => context.User == kubeconfig.User
            && context.Cluster is { } cluster && others.Contains(cluster));
        return other is null ? null
            : $"Its user {kubeconfig.User} is shared with context {other.Name} of another cluster, {other.Cluster}, and has that cluster's "
                + "credential.";
    }

    private bool IsOwn(IEnumerable<KubeCertificate> authorities) =>
        authorities.Any(authority => _ownKeys.Contains(authority.PublicKeyHash));

    /// <summary>The kubeconfig at a path; null when there is none.</summary>
    public Kubeconfig? KubeconfigAt(string nodePath) => _kubeconfigs.GetValueOrDefault(nodePath);

    /// <summary>
    /// Why a kubeconfig is left as it is unless it is named; null when it is in the hands of root and of the user who asks. What others
    /// can put there is no reason to give them anything.
    /// </summary>
    public string? ReasonToLeave(Kubeconfig kubeconfig) => File(kubeconfig.NodePath) is { } file ? ReasonToLeave(file)
        : ReasonToLeave(kubeconfig.NodePath);

    /// <summary>Why a file is not in the hands of root and of the user who asks; null when it is.</summary>
    public string? ReasonToLeave(PkiFile file) => ReasonToLeave(file.NodePath) ?? file.Exposure
        ?? (file.IsOfOthers ? string.Create(CultureInfo.InvariantCulture, $"it is owned by user {file.UserId}") : null);

    /// <summary>
    /// Who else than root and the user who asks decides what lies at a path, whether anything lies there or not; null for nobody.
    /// </summary>
    public string? ExposureAt(string nodePath)
    {
        if (File(nodePath)?.Exposure is { } exposure)
            return exposure;
        if (File(nodePath[..Math.Max(1, nodePath.LastIndexOf('/'))]) is not { } directory)
            return null;
        if (directory.Exposure is not null)
            return directory.Exposure;
        return directory.IsOfOthers
            ? string.Create(CultureInfo.InvariantCulture, $"{directory.NodePath} is owned by user {directory.UserId}") : null;
    }

    /// <summary>
    /// Whether a link is one of the node itself to a file that is not asked about by its own path: that of a component, say.
    /// </summary>
    public bool LeadsToOwn(PkiFile link) => link.Exposure is null && (link.RealNodePath is null || File(link.RealNodePath) is null)
        && !(KubeconfigAt(link.NodePath) is { } kubeconfig && IsPersonal(kubeconfig));

    private string? ReasonToLeave(string nodePath) =>
        Pki.KubeconfigsOfOthers.Contains(nodePath) ? "it is in another user's home directory" : null;

    /// <summary>The kubeconfig to which another, which is a link, leads; null when it is none, or leads elsewhere.</summary>
    public Kubeconfig? LinkedBy(Kubeconfig kubeconfig) => File(kubeconfig.NodePath) is { IsLink: true, RealNodePath: { } real }
        && KubeconfigAt(real) is { } other && other != kubeconfig ? other : null;

    /// <summary>The path of this machine for a path of the node.</summary>
    public string HostPath(string nodePath) => HostPaths.ToHost(Pki.Root, nodePath);

    /// <summary>The file of a certificate's key as a path of the node; <c>KEY</c> when there is none.</summary>
    public string KeyOf(KubeCertificate certificate) => certificate.KeyPath is { } path
        ? _keys.GetValueOrDefault(path)?.NodePath ?? path : "KEY";

    public ControlPlaneComponent? Component(string name) => Pki.Components.FirstOrDefault(component => component.Name == name);

    /// <summary>What the file system says of a path; null when it was not asked.</summary>
    public PkiFile? File(string nodePath) => _files.GetValueOrDefault(nodePath);

    private static Dictionary<string, T> FirstOf<T>(IEnumerable<T> items, Func<T, string> path)
    {
        var first = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
            first.TryAdd(path(item), item);
        return first;
    }

    /// <summary>Whether nothing on the node is valid yet, its CAs included: the clock is behind.</summary>
    public bool IsClockBehind => Authorities.Count > 0
        && Authorities.Concat(Leaves).All(certificate => AsOf < certificate.NotBefore && !certificate.IsNeverValid);

    /// <summary>Whether the flags of all components on the node are known: who reads which file.</summary>
    public bool KnowsFlags => Spec.IsControlPlane
        ? ComponentFlags.Components.All(name => Component(name) is not null || name is "etcd" or "kube-proxy")
            && !Pki.Problems.Any(problem => problem.NodePath.StartsWith(PkiLayouts.Manifests, StringComparison.Ordinal))
        : Pki is { Components.Count: 0, Kubelet: { Settings.Count: > 0 } kubelet } && KubeconfigAt(kubelet.Kubeconfig) is not null;

    /// <summary>Whether a flag of a component, a setting of kubelet or a kubeconfig names a file.</summary>
    public bool IsNamed(string nodePath) => _named.Value.Contains(nodePath);

    // Some flags take several files: --tls-sni-cert-key CERTIFICATE,KEY:NAMES.
    private static HashSet<string> NamesOf(NodePki pki) =>
    [
        .. pki.Components.SelectMany(component => component.Flags).Concat(pki.Kubelet?.Settings ?? [])
            .SelectMany(setting => setting.Value.Split(',', ':')),
        .. pki.Kubeconfigs.SelectMany(kubeconfig => kubeconfig.Users).SelectMany(user => new[] { user.CertificatePath, user.KeyPath })
            .OfType<string>(),
    ];

    /// <summary>The role of the file at a path, by flags and layouts; null when nothing tells.</summary>
    public string? RoleAt(string nodePath)
    {
        foreach (var row in ComponentFlags.All)
        {
            var component = Component(row.Component);
            if (component?.Flag(row.Flag) == nodePath || (row.KeyFlag is not null && component?.Flag(row.KeyFlag) == nodePath))
                return row.Role;
        }
        var stem = nodePath.EndsWith(".key", StringComparison.Ordinal) ? nodePath[..^4] + ".crt" : nodePath;
        return LayoutMatch.Find(stem, System.Collections.Immutable.ImmutableDictionary<string, PkiLayout>.Empty)?.Role;
    }
}
