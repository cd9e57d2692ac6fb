using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>The signers of kube-controller-manager.</summary>
public static class SignerNames
{
    internal const string Domain = "kubernetes.io";
    internal const string KubeletServing = "kubernetes.io/kubelet-serving";
    internal const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    internal const string ApiClient = "kubernetes.io/kube-apiserver-client";
    internal const string Legacy = "kubernetes.io/legacy-unknown";

    /// <summary>The signers in the domain of Kubernetes: there are no others.</summary>
    public static IReadOnlyList<string> All { get; } = [KubeletServing, KubeletClient, ApiClient, Legacy];

    /// <summary>Whether a name can be no signer's: it is in the domain of Kubernetes, or in none, and fits none of its signers.</summary>
    /// <param name="pattern">The name; wildcards are supported.</param>
    public static bool IsUnknown(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var isOfOthers = pattern.Contains('/', StringComparison.Ordinal)
            && !pattern.StartsWith(Domain + "/", StringComparison.OrdinalIgnoreCase);
        return !isOfOthers && !pattern.StartsWith('*') && KnownNames.Unknown([pattern], All) is not null;
    }

    /// <summary>The policy that is for a signer; null when none is.</summary>
    internal static string? PolicyOf(string signer) => signer switch
    {
        KubeletServing => ApprovalPolicy.KubeletServing,
        KubeletClient => ApprovalPolicy.KubeletClient,
        _ => null,
    };
}
