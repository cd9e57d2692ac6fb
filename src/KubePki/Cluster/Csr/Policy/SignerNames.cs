namespace KubePki.Cluster.Csr.Policy;

/// <summary>The signers of kube-controller-manager.</summary>
internal static class SignerNames
{
    public const string Domain = "kubernetes.io";
    public const string KubeletServing = "kubernetes.io/kubelet-serving";
    public const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string ApiClient = "kubernetes.io/kube-apiserver-client";
    public const string Legacy = "kubernetes.io/legacy-unknown";

    /// <summary>The policy that is for a signer; null when none is.</summary>
    public static string? PolicyOf(string signer) => signer switch
    {
        KubeletServing => ApprovalPolicy.KubeletServing,
        KubeletClient => ApprovalPolicy.KubeletClient,
        _ => null,
    };
}
