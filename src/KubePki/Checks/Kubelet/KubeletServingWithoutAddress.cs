using System.Net;
using KubePki.Checks.Content;
using KubePki.Model;

namespace KubePki.Checks.Kubelet;

/// <summary>The certificate that kubelet serves is not good for the addresses by which it is called.</summary>
internal sealed class KubeletServingWithoutAddress : NodeCheck
{
    public override KubePkiCheck About { get; } = new(nameof(KubeletServingWithoutAddress), "Kubelet", FindingSeverity.Warning,
        "kubelet's serving certificate lacks the node's addresses: metrics-server refuses it.", References.KubeletServing);

    public override IEnumerable<Found> Look(NodeView node)
    {
        if (ServingCertificate.Of(node) is not { } serving)
            yield break;
        var missing = node.Spec.NodeAddresses.Where(address => ServerNames.Refusal(serving, address.Value) is not null).ToList();
        if (serving.IPAddresses.Count > 0 && missing.Count == 0)
            yield break;
        var address = missing.Count > 0 ? missing[0].Value : "ADDRESS";
        var selfMade = ServingCertificate.IsSelfMade(serving);
        yield return Found.In(serving,
            serving.IPAddresses.Count == 0 ? $"kubelet serves a certificate without any address ({(serving.DnsNames.Count == 0 ? "no names at all" : $"only {serving.DnsNames}")}){(selfMade ? ", which it made for itself" : "")}."
                : $"kubelet's serving certificate is not good for {string.Join(", ", missing.Select(value => value.Value))}.",
            $"metrics-server and others who call kubelet by its address refuse it: \"{ServerNames.Refusal(serving, address)}\".{(selfMade ? " No CA of the cluster signed it, either." : "")}",
            Remedy(node)) with
        {
            Proof =
            [
                $"{serving.NodePath}: {serving.Subject}, issuer {serving.Issuer}; DNS {(serving.DnsNames.Count == 0 ? "none" : serving.DnsNames)}; IP {(serving.IPAddresses.Count == 0 ? "none" : serving.IPAddresses)}",
                .. missing.Select(value => $"{value.Source}: {value.Value}"),
                $"{node.Pki.Kubelet!.ConfigurationFile}: serverTLSBootstrap {(node.Pki.Kubelet.ServerTlsBootstrap is { } on ? on : "absent")}",
            ],
            CanRepair = node.Remedies.CanSign("ca"),
        };
    }

    private static string Remedy(NodeView node) => node.Pki.Kubelet!.ServerTlsBootstrap == true
        ? "kubectl get csr, and approve the pending one of kubernetes.io/kubelet-serving for this node"
        : $"Set serverTLSBootstrap: true in {node.Pki.Kubelet.ConfigurationFile}, systemctl restart kubelet, then approve its request: kubectl get csr; kubectl certificate approve NAME. "
            + "--kubelet-insecure-tls would only hide it. A certificate made by hand must have serverAuth alone.";
}
