using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair;

/// <summary>
/// What a certificate of a role says when no old one tells: kubeadm's own subjects and names (cmd/kubeadm/app/phases/certs/certlist.go).
/// </summary>
internal static class RoleCertificateOrders
{
    // Since 1.29 what kubeadm makes is bound by rules that can be taken back.
    private const int FirstBound = 29;

    public static CertificateOrder? Of(string role, NodeSpec spec, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        if (Subject(role, spec) is not var (name, groups))
            return null;
        return new CertificateOrder
        {
            Subject = SubjectName.Write(name, groups),
            Names = AlternativeNameList.Empty.With(Names(role, spec).Where(name => ServerNames.ValidationError(name) is null)),
            Usages = UsagesOf(role),
            KeyUsage = Renewal.LeafKeyUsage,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };
    }

    // etcd's gateway is a client of its own server, with the server's certificate (etcd-io/etcd issue 9785).
    private static IReadOnlyList<string> UsagesOf(string role) =>
        role == "etcd-server" ? ["serverAuth", "clientAuth"] : PkiRoles.Find(role)!.Usages;

    private static (string Name, string[] Groups)? Subject(string role, NodeSpec spec)
    {
        var isBound = spec.KubernetesMinor >= FirstBound;
        string[] admins = [isBound ? "kubeadm:cluster-admins" : "system:masters"];
        string[] etcd = isBound ? [] : ["system:masters"];
        return role switch
        {
            "apiserver" => ("kube-apiserver", []),
            "apiserver-kubelet-client" => ("kube-apiserver-kubelet-client", admins),
            "front-proxy-client" => ("front-proxy-client", []),
            "etcd-healthcheck-client" => ("kube-etcd-healthcheck-client", etcd),
            "apiserver-etcd-client" => ("kube-apiserver-etcd-client", etcd),
            "admin.conf" => ("kubernetes-admin", admins),
            "super-admin.conf" => ("kubernetes-super-admin", ["system:masters"]),
            "controller-manager.conf" or "scheduler.conf" => (PkiRoles.Find(role)!.CommonName!, []),
            "etcd-server" or "etcd-peer" when spec.NodeName is { } node => (node.Value, []),
            "kubelet.conf" or PkiRoles.KubeletClient when spec.NodeName is { } node =>
                (PkiRoles.NodeUser + node.Value, [PkiRoles.NodeGroup]),
            _ => null,
        };
    }

    private static IEnumerable<string> Names(string role, NodeSpec spec) => role switch
    {
        "apiserver" => spec.RequiredApiServerNames.Concat(spec.ExtraNames).Select(name => name.Value),
        "etcd-server" or "etcd-peer" => spec.RequiredEtcdNames.Select(name => name.Value).Append("::1"),
        _ => [],
    };
}
