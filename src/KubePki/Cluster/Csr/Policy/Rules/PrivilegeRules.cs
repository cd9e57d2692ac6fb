using KubePki.Model;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>
/// Rules about identities that nobody gets by asking. Requests to kube-apiserver-client are never approved; these say which are worse than
/// that.
/// </summary>
internal static class PrivilegeRules
{
    private static readonly HashSet<string> PrivilegedUsers = new(StringComparer.Ordinal)
    {
        "kubernetes-admin", "kubernetes-super-admin", "kube-apiserver-kubelet-client",
        "kube-apiserver-etcd-client", "kube-etcd-healthcheck-client",
        "front-proxy-client", "kube-apiserver", "apiserver", "admin",
    };

    public static CsrRule[] All { get; } =
    [
        new("NoPrivilegedGroup", RuleScope.ApiClient,
            "No organization is a Kubernetes system group (system:…) or an administrator group.", NoGroup),
        new("NoPrivilegedUser", RuleScope.ApiClient,
            "The common name is not a Kubernetes system user (system:…), an administrator or a control plane client.", NoUser),
        new("ClientUsagesOnly", RuleScope.ApiClient, "The usages are client usages only: no server auth, any or cert sign.", Usages),
    ];

    /// <summary>Whether a group may do everything, or belongs to Kubernetes.</summary>
    public static bool IsPrivileged(string group) =>
        group.StartsWith("system:", StringComparison.OrdinalIgnoreCase)
            || group.StartsWith("kubeadm:", StringComparison.OrdinalIgnoreCase) || group is "cluster-admin" or "cluster-admins";

    private static RuleAnswer NoGroup(CsrCase tried) => tried.Request is null ? EncodingRules.Unread()
        : DenyIf(tried.Csr.Organization.FirstOrDefault(IsPrivileged) is { } group ? $"it requests group {group}" : null, "subject", "none");

    // Of several common names Go takes the last, others may take the first.
    private static RuleAnswer NoUser(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy || tried.Request is null)
            return EncodingRules.Unread();
        var user = anatomy.Subject.Where(part => part.Type == "2.5.4.3").Select(part => part.Value)
            .FirstOrDefault(name => name.StartsWith("system:", StringComparison.OrdinalIgnoreCase) || PrivilegedUsers.Contains(name));
        return DenyIf(user is null ? null : $"it requests the identity {user}", "subject", "none");
    }

    private static RuleAnswer Usages(CsrCase tried)
    {
        var other = tried.Csr.Usages.FirstOrDefault(usage => usage is not ("digital signature" or "key encipherment" or "client auth"));
        return DenyIf(other is null ? null : $"'{Printable.Text(other)}' is requested", "spec.usages", "client usages only");
    }
}
