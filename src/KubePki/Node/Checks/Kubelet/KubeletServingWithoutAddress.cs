using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks.Kubelet;

/// <summary>The certificate that kubelet serves is not good for the addresses by which it is called.</summary>
internal sealed class KubeletServingWithoutAddress : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeletServingWithoutAddress), "Kubelet", FindingSeverity.Warning,
        "kubelet serves no certificate, or one without the node's addresses: metrics-server rejects it.", References.KubeletServing);

    public override IEnumerable<CheckResult> Evaluate(NodeView node)
    {
        if (ServingCertificate.Of(node.Pki) is not { } serving)
        {
            if (node.Pki.Kubelet is { ServerTlsBootstrap: true } kubelet && node.Kubelet?.Certificate is not null)
                yield return Nothing(node, kubelet);
            yield break;
        }
        // One that has ended is refused for that, and replaced for that.
        if (serving.Expired)
            yield break;
        var missing = node.Spec.NodeAddresses.Where(address => GoJudge.Name(serving, address.Value) is not null).ToList();
        if (serving.IPAddresses.Count > 0 && missing.Count == 0)
            yield break;
        var address = missing.Count > 0 ? missing[0].Value : "ADDRESS";
        var selfMade = ServingCertificate.IsSelfMade(serving);
        yield return CheckResult.In(serving,
            serving.IPAddresses.Count == 0
                ? "kubelet serves a certificate without IP addresses "
                    + $"({(serving.DnsNames.Count == 0 ? "no names at all" : $"only {serving.DnsNames}")}"
                    + $"){(selfMade ? ", which is self-signed" : "")}."
                : $"kubelet's serving certificate is not valid for {string.Join(", ", missing.Select(value => value.Value))}.",
            "metrics-server and other clients that connect to kubelet by address reject it: "
                + $"\"{RefusalOf(serving, address)}\".{(selfMade ? " It was also not signed by a CA of the cluster." : "")}",
            Remedy(node)) with
        {
            // A cloud gives its nodes what its own metrics-server takes.
            Severity = IsOfCloud(node) ? FindingSeverity.Information : null,
            Proof =
            [
                $"{serving.NodePath}: {serving.Subject}, issuer {serving.Issuer}; "
                    + $"DNS {(serving.DnsNames.Count == 0 ? "none" : serving.DnsNames)}; "
                    + $"IP {(serving.IPAddresses.Count == 0 ? "none" : serving.IPAddresses)}",
                .. missing.Select(value => $"{value.Source}: {value.Value}"),
                $"{node.Pki.Kubelet!.ConfigurationFile}: "
                    + $"serverTLSBootstrap {node.Pki.Kubelet.ServerTlsBootstrap switch { null => "absent", true => "true", _ => "false" }}",
            ],
            Fix = new Fix.IssueKubeletServer().If(node.Guidance.CanSign(PkiRoles.ClusterAuthority)),
        };
    }

    private static bool IsOfCloud(NodeView node) =>
        node.Guidance.RunnerOf(PkiRoles.KubeletConf, node.Pki.Kubelet!.Kubeconfig) is { Elsewhere: not null };

    // A worker's files may not tell its address; Go's words are those for any.
    private static string? RefusalOf(KubeCertificate serving, string address) => address != "ADDRESS" ? GoJudge.Name(serving, address)
        : $"x509: cannot validate certificate for {address} because it doesn't contain any IP SANs";

    private static CheckResult Nothing(NodeView node, KubeletState kubelet) => new CheckResult("kubelet",
        "kubelet has no serving certificate: serverTLSBootstrap is on, "
            + $"and there is no {kubelet.CertificateDirectory}/kubelet-server-current.pem.",
        "No client can connect to kubelet: kubectl logs, kubectl exec and metrics-server get \"remote error: tls: internal error\".",
        Remedy(node)) with
    {
        Path = node.HostPath(kubelet.ConfigurationFile),
        NodePath = kubelet.ConfigurationFile,
        Proof = [$"{kubelet.ConfigurationFile}: serverTLSBootstrap true", $"{kubelet.CertificateDirectory}: no kubelet-server-current.pem",
            "kubelet: http: TLS handshake error from ...: no serving certificate available for the kubelet"],
    };

    private static Advice Remedy(NodeView node) => node.Pki.Kubelet!.ServerTlsBootstrap == true
        ? Advice.Of($"kubectl get csr, and approve the pending one of kubernetes.io/kubelet-serving for this node")
        : Advice.Of($"Set serverTLSBootstrap: true in {node.Pki.Kubelet.ConfigurationFile}, systemctl restart kubelet, "
            + $"then approve its request: kubectl get csr; kubectl certificate approve NAME. "
            + $"--kubelet-insecure-tls only hides the problem. A manually issued certificate must have serverAuth only.");
}
