using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs whose parts name parts, or files, that do not exist.</summary>
internal sealed class DanglingReference : NodeCheck
{
    // More than anybody reads; one file must not fill the report.
    private const int Enough = 50;

    public override KubePkiCheck About { get; } = new(nameof(DanglingReference), "Kubeconfig", FindingSeverity.Critical,
        "The current context, or a cluster, user or file in a kubeconfig, does not exist.", References.Kubeconfig);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        foreach (var kubeconfig in node.Kubeconfigs)
        {
            foreach (var (message, isCurrent, go) in Dangling(kubeconfig).Concat(Files(node, kubeconfig)))
            {
                yield return CheckResult.In(kubeconfig, message,
                    isCurrent && kubeconfig.Role is not null ? Consequences.Of(kubeconfig.Role) : "Clients that use that entry fail.",
                    Remedy(node, kubeconfig)) with
                {
                    Severity = !isCurrent ? FindingSeverity.Warning
                        : kubeconfig.Role is null ? FindingSeverity.Error
                        : kubeconfig.Role == "cni" ? FindingSeverity.Error
                        : Consequences.OfLockOut(kubeconfig.Role),
                    Proof = go is null ? [$"{kubeconfig.NodePath}: {message}"] : [$"{kubeconfig.NodePath}: {message}", $"Go: {go}"],
                };
            }
        }
    }

    private static Advice Remedy(NodeView node, Kubeconfig kubeconfig)
    {
        var choose = Advice.Of($"kubectl config --kubeconfig {kubeconfig.NodePath} get-contexts && "
            + $"kubectl config --kubeconfig {kubeconfig.NodePath} use-context NAME");
        return kubeconfig.Role is null or PkiRoles.Cni or PkiRoles.KubeconfigClient
            ? Advice.Of($"Fix it, or restore the file that it refers to: {choose}")
            : Advice.Of($"Fix it ({choose}), or create it again: "
                + $"{node.Guidance.Create(kubeconfig.Role, kubeconfig.NodePath, moveAway: true)}");
    }

    private static IEnumerable<(string Message, bool IsCurrent, string? Go)> Dangling(Kubeconfig kubeconfig)
    {
        if (string.IsNullOrEmpty(kubeconfig.Context))
        {
            yield return ("There is no current-context.", true, "invalid configuration: no configuration has been provided");
            yield break;
        }
        if (!kubeconfig.Contexts.Any(context => context.Name == kubeconfig.Context))
            yield return ($"current-context is {kubeconfig.Context}, which does not exist.",
                true, $"context was not found for specified context: {kubeconfig.Context}");
        foreach (var context in kubeconfig.Contexts)
        {
            var isCurrent = context.Name == kubeconfig.Context;
            if (!kubeconfig.Clusters.Any(cluster => cluster.Name == context.Cluster))
                yield return ($"Context {context.Name} refers to cluster {context.Cluster ?? "(none)"}, which does not exist.",
                    isCurrent, $"cluster \"{context.Cluster}\" was not found for context \"{context.Name}\"");
            if (!kubeconfig.Users.Any(user => user.Name == context.User))
                yield return ($"Context {context.Name} refers to user {context.User ?? "(none)"}, which does not exist.",
                    isCurrent, $"user \"{context.User}\" was not found for context \"{context.Name}\"");
        }
    }

    // kubelet's pem is judged with all that kubelet has.
    private static IEnumerable<(string Message, bool IsCurrent, string? Go)> Files(NodeView node, Kubeconfig kubeconfig) =>
        kubeconfig.Role == PkiRoles.KubeletConf && node.Kubelet is { Usable: false } ? []
            : node.Pki.Problems.Where(problem => problem.NodePath == kubeconfig.NodePath
                && problem.Id is PkiProblemId.DanglingLink or PkiProblemId.PathNotFound or PkiProblemId.EmptyFile)
                .Select(problem => ($"Line {problem.Line}: {problem.Reason}.", true, problem.GoError))
            .Concat(kubeconfig.UnusedProblems.Take(Enough)
                .Select(problem => ($"Line {problem.Line}: {problem.Reason}.", false, problem.GoError)));
}
