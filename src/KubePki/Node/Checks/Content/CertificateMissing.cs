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
    }

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
