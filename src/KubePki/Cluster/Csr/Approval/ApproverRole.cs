using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Policy;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>The rights that approving takes, and no more.</summary>
public static class ApproverRole
{
    private const string Group = "certificates.k8s.io";
    private const string Requests = "certificatesigningrequests";

    /// <summary>The smallest ClusterRole, as YAML.</summary>
    /// <param name="signers">The signers for which is approved.</param>
    public static string Write(IEnumerable<string> signers) => $"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: kubepki-approver
        rules:
        - apiGroups: [{Group}]
          resources: [{Requests}]
          verbs: [get, list, watch]
        - apiGroups: [{Group}]
          resources: [{Requests}/approval]
          verbs: [patch]
        - apiGroups: [{Group}]
          resources: [signers]
          resourceNames: [{string.Join(", ", signers)}]
          verbs: [approve]
        - apiGroups: [""]
          resources: [nodes, services, namespaces]
          verbs: [get, list]
        - apiGroups: [""]
          resources: [configmaps]
          resourceNames: [kubeadm-config, kube-root-ca.crt, extension-apiserver-authentication, cluster-info]
          verbs: [get]
        - apiGroups: [""]
          resources: [endpoints]
          resourceNames: [kubernetes]
          verbs: [get]
        - apiGroups: [networking.k8s.io]
          resources: [servicecidrs]
          verbs: [list]
        - nonResourceURLs: [/openid/v1/jwks]
          verbs: [get]

        """.ReplaceLineEndings("\n");

    /// <summary>The signers that policies speak of.</summary>
    /// <param name="policies">The policies.</param>
    internal static string[] SignersOf(IEnumerable<ApprovalPolicy> policies) =>
        [.. policies.Select(policy => policy.Name == ApprovalPolicy.KubeletClient ? SignerNames.KubeletClient : SignerNames.KubeletServing)
            .Distinct()];

    /// <summary>Asks for the rights to decide, and says which are missing.</summary>
    /// <exception cref="ClusterException">Some are missing, or there is no answer.</exception>
    internal static async Task CheckAsync(ClusterClient client, IReadOnlyList<string> signers, CancellationToken cancellation)
    {
        var missing = new List<string>();
        var decide = new AccessReview("patch", Group, Requests, "approval");
        foreach (var review in signers.Select(signer => new AccessReview("approve", Group, "signers", null, signer)).Prepend(decide))
        {
            if (!(await client.CanAsync(review, cancellation).ConfigureAwait(false)).Allowed)
                missing.Add(review.ToString());
        }
        if (missing.Count == 0)
            return;
        throw new ClusterException(ClusterProblemId.ServerRefused,
                $"{client.User} is not allowed to approve. Missing permissions: {string.Join("; ", missing)}")
        {
            Code = 403,
            Reason = "Forbidden",
            RecommendedAction = "Bind this ClusterRole to the user (kubectl create clusterrolebinding kubepki-approver "
                + $"--clusterrole kubepki-approver --user NAME):\n{Write(signers)}",
        };
    }
}
