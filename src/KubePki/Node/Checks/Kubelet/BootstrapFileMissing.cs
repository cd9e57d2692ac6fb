using KubePki.Model;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet needs its bootstrap kubeconfig, since its credential is gone, and there is none: it exits at every start.</summary>
internal sealed class BootstrapFileMissing : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(BootstrapFileMissing), "Kubelet", FindingSeverity.Error,
        "kubelet cannot load a credential, and the bootstrap kubeconfig that it needs instead does not exist.",
        References.KubeletBootstrap);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        // After a join kubeadm removes it: that it is missing matters only when it is needed.
        if (node.Pki.Kubelet?.BootstrapKubeconfig is not { } path || node.Kubelet is not { Usable: false } verdict
            || node.Kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == path)
            || node.Pki.Problems.Any(problem => problem.NodePath == path))
            yield break;
        if (verdict.Certificate is { Expired: false, KeyMatches: true })
            yield break;
        var reason = verdict.Certificate is not { Expired: true }
            ? "it cannot load a credential"
            : "its credential has expired";
        yield return new CheckResult("kubelet",
            $"{path} does not exist, but kubelet needs it because {reason}.",
            "kubelet exits on every start, and all static pods of this node stay down: \"unable to load bootstrap "
                + $"kubeconfig: stat {path}: no such file or directory\".",
            $"{node.Guidance.KubeletConfig()}. Never copy admin.conf to {path}: kubelet would then be cluster admin.") with
        {
            Path = node.HostPath(path),
            NodePath = path,
            Proof = [$"{path}: no such file", $"kubelet: {verdict.AtStart}"],
            Fix = node.Fixes.RenewKubelet(),
        };
    }
}
