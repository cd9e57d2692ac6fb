using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Content;

/// <summary>What the checks of broken files have in common: a problem of reading, seen by the role of its file.</summary>
internal static class BrokenFiles
{
    public static CheckResult Of(NodeView node, PkiProblem problem, string message)
    {
        var role = node.RoleAt(problem.NodePath);
        var kind = PkiRoles.Find(role)?.Kind;
        var canMake = kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig;
        var (severity, why) = Weigh(node, problem.NodePath, role, kind,
            IsKubeconfig(node, problem));
        return new CheckResult(role ?? Path.GetFileName(problem.NodePath), message, why,
            canMake ? Advice.Of($"Restore it from a backup, or: {node.Guidance.Create(role!, problem.NodePath, moveAway: true)}")
                : problem.RecommendedAction is { } action ? Advice.Written(action)
                : Advice.Of($"Restore {problem.NodePath} from a backup.")) with
        {
            Path = problem.Path,
            NodePath = problem.NodePath,
            Severity = severity,
            Proof = problem.GoError is { } go ? [problem.ToString(), $"Go: {go}"] : [problem.ToString()],
            Fix = node.Fixes.Renew(problem.NodePath),
        };
    }

    // Other programs have files named x.conf, too.
    private static bool IsKubeconfig(NodeView node, PkiProblem problem) => problem.Id == PkiProblemId.MalformedKubeconfig
        || node.Kubeconfigs.Any(file => file.NodePath == problem.NodePath)
        || (problem.Id is PkiProblemId.MalformedYaml or PkiProblemId.NoPkiData && FileNames.IsKubeconfig(problem.NodePath)
            && !problem.NodePath.EndsWith(".conf", StringComparison.Ordinal));

    // What kubelet's kubeconfig refers to, wherever it lies.
    private static bool IsOfKubelet(NodeView node, string path) => node.Pki.Kubelet is { } kubelet
        && node.KubeconfigAt(kubelet.Kubeconfig) is { } kubeconfig
        && (kubeconfig.Users.Any(user => user.Name == kubeconfig.User && (user.CertificatePath == path || user.KeyPath == path))
            || kubeconfig.Clusters.Any(cluster => cluster.Name == kubeconfig.Cluster && cluster.AuthorityPath == path));

    private static (FindingSeverity Severity, string Why) Weigh(NodeView node, string path, string? role, PkiRoleKind? kind,
        bool isKubeconfig)
    {
        if (path.StartsWith(PkiLayouts.Manifests + "/", StringComparison.Ordinal))
            return (FindingSeverity.Error,
                "kubelet does not start a static pod from it. A running pod keeps running until kubelet is restarted.");
        if (path == node.Pki.Kubelet?.ConfigurationFile)
            return (FindingSeverity.Critical, "kubelet exits on its next start: \"failed to load Kubelet config file\".");
        if (IsOfKubelet(node, path))
            return (FindingSeverity.Critical, Consequences.Of(PkiRoles.KubeletConf));
        if (role is null && isKubeconfig)
            return (FindingSeverity.Error, "kubectl and other clients refuse it.");
        if (role is null)
            return (FindingSeverity.Warning, "Programs that read it fail or continue without it.");
        if (kind == PkiRoleKind.Authority && path.EndsWith(".key", StringComparison.Ordinal))
            return (FindingSeverity.Error, "This CA cannot sign anything: no renewals, no certificates for new nodes.");
        // KubeletCredentialUnusable says what it means for kubelet.
        return kind == PkiRoleKind.Kubelet
            ? (FindingSeverity.Warning, Consequences.Of(role))
            : (Consequences.SeverityOf(role), Consequences.Of(role));
    }
}
