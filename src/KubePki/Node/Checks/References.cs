namespace KubePki.Node.Checks;

/// <summary>Pages that several checks lead to.</summary>
internal static class References
{
    public const string Certificates = "https://kubernetes.io/docs/setup/best-practices/certificates/";
    public const string Renewal = "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/";
    public const string KubeletRotation = "https://kubernetes.io/docs/tasks/tls/certificate-rotation/";
    public const string KubeletBootstrap = "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/";
    public const string KubeletServing = "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs";
    public const string Rotation = "https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/";
    public const string Kubeconfig = "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/";
    public const string NodeAuthorizer = "https://kubernetes.io/docs/reference/access-authn-authz/node/";
    public const string Rbac = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/";
    public const string FrontProxy = "https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/";
    public const string ServiceAccounts = "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/";
    public const string Troubleshooting = "https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/troubleshooting-kubeadm/";
    public const string Cni = "https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/";
    public const string Cis = "https://www.cisecurity.org/benchmark/kubernetes";
    public const string Go = "https://pkg.go.dev/crypto/x509";
}
