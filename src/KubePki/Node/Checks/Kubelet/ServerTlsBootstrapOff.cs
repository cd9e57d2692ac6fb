using KubePki.Model;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>kubelet does not ask the cluster for its serving certificate.</summary>
internal sealed class ServerTlsBootstrapOff : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(ServerTlsBootstrapOff), "Kubelet", FindingSeverity.Information,
        "serverTLSBootstrap is off, so kubelet serves a certificate that no CA of the cluster signed.", References.KubeletServing);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (node.Pki.Kubelet is not { ServerTlsBootstrap: not true, TlsCertFile: null } kubelet
            || node.File(kubelet.ConfigurationFile) is not { } file)
            yield break;
        yield return new CheckResult("kubelet",
            $"serverTLSBootstrap is {(kubelet.ServerTlsBootstrap is null ? "absent" : "false")} in {kubelet.ConfigurationFile}.",
            "kubelet serves a self-signed certificate: clients such as metrics-server cannot verify it.",
            $"Set serverTLSBootstrap: true there, systemctl restart kubelet, approve its request (kubectl certificate approve)") with
        {
            Path = file.Path,
            NodePath = file.NodePath,
            Proof = [$"{kubelet.ConfigurationFile}: "
                + $"serverTLSBootstrap {(kubelet.ServerTlsBootstrap is null ? "absent" : "false")}; tlsCertFile absent"],
            Fix = new Fix.IssueKubeletServer(),
        };
    }
}
