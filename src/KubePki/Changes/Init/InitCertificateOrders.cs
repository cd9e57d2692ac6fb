using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Init;

/// <summary>
/// What a certificate says that is made where none was: kubeadm's subject and names, and the further names of the configuration.
/// </summary>
internal static class InitCertificateOrders
{
    /// <summary>The order; null when the configuration does not tell the node's name.</summary>
    public static CertificateOrder? Of(
        string role, NodeSpec spec, ClusterSettings? settings, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var more = role switch
        {
            "etcd-server" => settings?.EtcdServerNames,
            "etcd-peer" => settings?.EtcdPeerNames,
            _ => null,
        };
        return RoleCertificateOrders.Of(role, spec, notBefore, notAfter) is { } order
            ? order with { Names = order.Names.With((more ?? []).Select(name => name.Value)) }
            : null;
    }
}
