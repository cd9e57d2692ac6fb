using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>Files that flags name and that are not there: their program does not start.</summary>
internal sealed class CertificateMissing : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(CertificateMissing), "Content", FindingSeverity.Critical,
        "A certificate, CA or kubeconfig that a component is configured to use does not exist.", References.Certificates);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in ComponentFlags.All)
        {
            if (node.Component(row.Component) is not { } component
                || component.Flag(row.Flag) is not { Length: > 0 } path || !path.StartsWith('/'))
                continue;
            if (!IsThere(node, path) && seen.Add(path))
                yield return Missing(node, component, row, path);
        }
        foreach (var (key, path, role) in Halves(node).Where(half => seen.Add(half.Path)))
            yield return WithoutCertificate(node, key, path, role);
    }

    // What a distribution keeps for itself no flag may name; the key that was left behind does.
    private static IEnumerable<(KubeKey Key, string Path, string Role)> Halves(NodeView node) =>
        from key in node.Pki.Keys
        where key is { IsPrivate: true, Index: 0 }
        let path = LayoutMatch.CertificateOf(key.NodePath)
        where path is not null && !IsThere(node, path)
        let match = LayoutMatch.FindPair(key.NodePath)
        where PkiRoles.Find(match?.Role)?.Kind == PkiRoleKind.Leaf
            && Distributions.Find(match!.Distribution) is { IsSelfManaged: true }
        select (key, path, match.Role);

    private static CheckResult WithoutCertificate(NodeView node, KubeKey key, string path, string role) =>
        new CheckResult(role, $"{path} does not exist, though its key {key.NodePath} does.",
            $"The program that uses it does not start. {Consequences.Of(role)}", node.Guidance.Create(role, path, moveAway: false)) with
        {
            NodePath = path,
            Path = node.HostPath(path),
            Severity = Consequences.SeverityOf(role),
            Proof = [$"{key.NodePath}: public key sha256:{key.PublicKeyHash ?? "unknown"}", $"{path}: no such file"],
            Fix = node.Fixes.Renew(path),
        };

    // What lies in a directory that could not be read may well be there.
    private static bool IsThere(NodeView node, string path) =>
        node.Pki.OtherPaths.Contains(path) || node.Pki.Certificates.Any(certificate => certificate.NodePath == path)
        || node.Pki.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == path)
        || node.Pki.Keys.Any(key => key.NodePath == path)
        || node.Pki.Problems.Any(problem => problem.NodePath == path || path.StartsWith(problem.NodePath + "/", StringComparison.Ordinal));

    private static CheckResult Missing(NodeView node, ControlPlaneComponent component, ComponentFlags.Row row, string path)
    {
        var role = PkiRoles.Find(row.Role);
        var isAuthority = role?.Kind is PkiRoleKind.Authority or PkiRoleKind.KeyPair;
        return new CheckResult(row.Role, $"{path} does not exist, but {component.Name} is configured to use it.",
            $"{component.Name} does not start. {Consequences.Of(row.Role)}",
            isAuthority
                ? Advice.Of($"Restore {path} from a backup or from another control plane node. "
                    + $"Never create a new one here: nothing in the cluster would trust it.")
                : node.Guidance.Create(row.Role, path, moveAway: false)) with
        {
            NodePath = path,
            Path = node.HostPath(path),
            Severity = isAuthority ? FindingSeverity.Critical : Consequences.SeverityOf(row.Role),
            Proof = [$"{component.NodePath}: --{row.Flag}={path}", $"{path}: no such file"],
            Fix = isAuthority ? null : node.Fixes.Renew(path),
        };
    }
}
