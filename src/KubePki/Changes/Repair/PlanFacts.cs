using System.Collections.Immutable;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>
/// What plans ask: what is on the node, where it belongs, and how it is to be issued. Facts never change; a plan that renews a CA goes on
/// with the facts that hold afterwards.
/// </summary>
internal sealed class PlanFacts
{
    private readonly ImmutableDictionary<string, DateTimeOffset> _renewed;

    /// <param name="node">The node.</param>
    /// <param name="options">How certificates are issued.</param>
    /// <param name="namedRoles">The roles whose certificates get the names that were asked for; null for the API server's.</param>
    public PlanFacts(NodeView node, RepairOptions options, IReadOnlyCollection<string>? namedRoles = null)
        : this(node, options, namedRoles ?? [PkiRoles.ApiServer], ImmutableDictionary<string, DateTimeOffset>.Empty)
    {
    }

    private PlanFacts(NodeView node, RepairOptions options, IReadOnlyCollection<string> namedRoles,
        ImmutableDictionary<string, DateTimeOffset> renewed)
    {
        Node = node;
        Options = options;
        NamedRoles = namedRoles;
        _renewed = renewed;
        Lifetime = new IssuedLifetime(node.AsOf);
        Cluster = new ClusterTarget(node, options, Renews);
    }

    public NodeView Node { get; }

    public RepairOptions Options { get; }

    /// <summary>The roles whose certificates get the names that were asked for.</summary>
    public IReadOnlyCollection<string> NamedRoles { get; }

    /// <summary>The cluster's CAs and its API server, as kubeconfigs should have them.</summary>
    public ClusterTarget Cluster { get; }

    /// <summary>From when until when that is valid which is issued now.</summary>
    public IssuedLifetime Lifetime { get; }

    public string? KubeletConf => Node.Pki.Kubelet?.Kubeconfig;

    /// <summary>The facts once a CA is renewed.</summary>
    public PlanFacts Renewing(KubeCertificate authority, DateTimeOffset end) =>
        new(Node, Options, NamedRoles, _renewed.SetItem(authority.Fingerprint, end));

    /// <summary>Whether the plan renews this CA.</summary>
    public bool Renews(KubeCertificate authority) => _renewed.ContainsKey(authority.Fingerprint);

    /// <summary>The first certificate of a CA's role.</summary>
    public KubeCertificate? AuthorityAt(string role) => Node.Authorities.FirstOrDefault(authority => authority.Role == role);

    /// <summary>The CA that signs for a role, with its key on this node; null when there is none.</summary>
    public KubeCertificate? AuthorityOf(string role) => SigningAuthority.For(PkiRoles.Find(role)?.Authority, Node.Authorities,
        Node.Component("kube-apiserver"), authority => SigningAuthority.HasUsableKey(authority)
            && (Renews(authority) || SigningAuthority.IsValidNow(authority)));

    /// <summary>The lifetime of what a CA signs now: back-dated, and never beyond that CA.</summary>
    /// <param name="authority">The CA.</param>
    /// <param name="old">The certificate that is renewed; null for none.</param>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool Clamped) LifetimeBelow(KubeCertificate authority,
        KubeCertificate? old = null)
    {
        var end = Lifetime.EndAfter(Options.ValidFor ?? IssuedLifetime.ChosenFor(old, authority) ?? RepairOptions.Year);
        var last = _renewed.GetValueOrDefault(authority.Fingerprint, authority.NotAfter);
        return (Lifetime.Start, end > last ? last : end, end > last);
    }

    /// <summary>The kind of a new key.</summary>
    public KeyKind KindLike(KubeCertificate? old) =>
        Options.KeyKind ?? (old is null ? KeyKind.Rsa2048 : KeyKind.Like(old.KeyAlgorithm, old.KeySize));

    /// <summary>The role that a finding speaks of.</summary>
    public string? RoleOf(KubePkiFinding finding) =>
        finding.Certificate?.Role ?? (finding.NodePath is null ? null : Node.RoleAt(finding.NodePath));

    /// <summary>The certificate of a role; null when there is none.</summary>
    public KubeCertificate? OldOf(string role) => Node.Leaves.FirstOrDefault(leaf => leaf.Role == role);

    /// <summary>The certificate of a role, when more than a fifth of its lifetime is left; else null.</summary>
    public KubeCertificate? GoodForLong(string role) => OldOf(role) is { } old && IsGoodForLong(old) ? old : null;

    /// <summary>Whether more than a fifth of a lifetime is left.</summary>
    public static bool IsGoodForLong(KubeCertificate certificate) =>
        certificate.AsOf >= certificate.NotBefore && certificate.Remaining > (certificate.NotAfter - certificate.NotBefore) * 0.2;

    /// <summary>Whether a certificate is not yet as those want it who asked for names.</summary>
    public bool AsksForNames(string role) =>
        NamedRoles.Contains(role) && (OldOf(role) is not { GoError: null } old ? Options.AddNames.Count > 0
            : AlternativeNameList.Of(old.Parsed) is var names
                && (!Options.AddNames.All(names.Contains) || Options.RemoveNames.Any(names.Contains)));

    /// <summary>Where the file of a role is, or belongs.</summary>
    public string PathOf(string role)
    {
        if (OldOf(role) is { } old)
            return old.NodePath;
        var flag = ComponentFlags.All.FirstOrDefault(row => row.Role == role && Node.Component(row.Component)?.Flag(row.Flag) is not null);
        if (flag is not null)
            return Node.Component(flag.Component)!.Flag(flag.Flag)!;
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig)
            return $"{PkiLayouts.Kubeconfigs}/{role}";
        var file = PkiLayouts.Kubeadm.Files.First(file => file.Role == role);
        return $"{Node.Spec.CertificatesDirectory?.Value ?? PkiLayouts.Kubeadm.Directory}/{file.Pattern}";
    }

    /// <summary>Whether a role has a file on this node, or a place for one: other distributions have more roles.</summary>
    public bool HasPlace(string role) => OldOf(role) is not null || PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig
        || PkiLayouts.Kubeadm.Files.Any(file => file.Role == role)
        || ComponentFlags.All.Any(row => row.Role == role && Node.Component(row.Component)?.Flag(row.Flag) is not null);

    /// <summary>
    /// Where the key of a certificate belongs: where its component is told to read it, else where it lies, else beside it as kubeadm and
    /// kubespray name it.
    /// </summary>
    public string KeyPathFor(KubeCertificate? old, string path) => FlaggedKeyOf(path)
        ?? (old?.KeyPath is { } known && old.KeyMatches is not null ? HostPaths.ToNode(Node.Pki.Root, known) : KeyBeside(path));

    /// <summary>Why the certificate of a role, or the credential of its kubeconfig, cannot be issued here; null when it can.</summary>
    public string? Obstacle(string role, string? nodePath)
    {
        if (nodePath is null && !HasPlace(role))
            return "There is no certificate with this role on this node.";
        if (Node.Guidance.RunnerOf(role, nodePath ?? PathOf(role)) is { } runner)
            return $"{runner.Title} renews its own certificates {runner.RenewsWhen}: {Node.Guidance.Renew(role, nodePath ?? PathOf(role))}";
        if (AuthorityOf(role) is null)
            return WhyNoAuthority(PkiRoles.Find(role)!.Authority);
        // A credential is not put where others can take it.
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig && Node.ExposureAt(nodePath ?? PathOf(role)) is { } exposure)
            return $"No credential is written there: {exposure}.";
        if (PkiRoles.Find(role)?.Kind == PkiRoleKind.Kubeconfig
            && !Node.Kubeconfigs.Any(kubeconfig => kubeconfig.Role == role && kubeconfig.User is not null)
            && Cluster.ServerFor(role) is null)
            return "The API server URL is not known: specify it with -Server (kubepki: --server).";
        return OldOf(role) is not { GoError: null } && RoleCertificateOrders.Of(role, Node.Spec, Node.AsOf, Node.AsOf) is null
            ? "There is no readable old certificate and no configuration for a new one."
            : null;
    }

    /// <summary>Why the kubeconfig at a path is not this cluster's to change; null when it is.</summary>
    public string? OtherClusterAt(string nodePath) => Node.KubeconfigAt(nodePath) is { } kubeconfig
        && Node.OtherClusterIn(kubeconfig) is { } other ? other + AddUser : null;

    private const string AddUser = " It is left as it is: nothing of another cluster is written over.";

    private string WhyNoAuthority(string? role)
    {
        if (role is null || AuthorityAt(role) is not { } authority)
            return $"The certificate of {role ?? "its CA"} is not on this node.";
        if (authority is not { HasKey: true, KeyMatches: true })
            return ClosedKeys.Obstacle(Node.Pki, authority) ?? $"The key of {role} is not on this node.";
        return authority.Expired ? $"Its CA, {role}, has expired and must be renewed first." : $"Its CA, {role}, is not valid now.";
    }

    private string? FlaggedKeyOf(string path) =>
        ComponentFlags.All.Where(row => row.KeyFlag is not null && Node.Component(row.Component)?.Flag(row.Flag) == path)
            .Select(row => Node.Component(row.Component)!.Flag(row.KeyFlag!)).FirstOrDefault(key => key?.StartsWith('/') == true);

    private static string KeyBeside(string path) => Path.GetExtension(path) switch
    {
        ".crt" => path[..^4] + ".key",
        ".pem" => path[..^4] + "-key.pem",
        _ => path + ".key",
    };
}
