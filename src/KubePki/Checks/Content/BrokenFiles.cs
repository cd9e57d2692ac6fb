using KubePki.Layout;
using KubePki.Model;

namespace KubePki.Checks.Content;

/// <summary>What the checks of broken files have in common: a problem of reading, seen by the role of its file.</summary>
internal static class BrokenFiles
{
    public static Found Of(NodeView node, PkiProblem problem, string message)
    {
        var role = node.RoleAt(problem.NodePath);
        var kind = PkiRoles.Find(role)?.Kind;
        var canMake = kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig;
        return new Found(role ?? Path.GetFileName(problem.NodePath), message,
            role is null ? "Whatever reads it fails, or goes on without it." : Consequences.Of(role),
            canMake ? $"Restore it from a backup, or: {node.Remedies.Create(role!, problem.NodePath, moveAway: true)}" : problem.RecommendedAction ?? $"Restore {problem.NodePath} from a backup.") with
        {
            Path = problem.Path,
            NodePath = problem.NodePath,
            Severity = role is null || kind == PkiRoleKind.Kubelet ? FindingSeverity.Warning : kind == PkiRoleKind.KeyPair ? FindingSeverity.Error : Consequences.SeverityOf(role),
            Proof = problem.GoError is { } go ? [problem.ToString(), $"Go: {go}"] : [problem.ToString()],
            CanRepair = canMake && node.Remedies.CanSign(PkiRoles.Find(role)?.Authority),
        };
    }
}
