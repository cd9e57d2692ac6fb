using KubePki.Model;
using KubePki.Node.Layout;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about who asks.</summary>
internal static class RequesterRules
{
    private const string User = "spec.username";
    private const string Groups = "spec.groups";
    private const string Nodes = "system:nodes";
    private const string Authenticated = "system:authenticated";
    private const string Bootstrappers = "system:bootstrappers";
    private const string TokenUser = "system:bootstrap:";
    private const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string CertificateId = "X509SHA256=";
    private const int TokenIdLength = 6;

    public static CsrRule[] All { get; } =
    [
        new("RequesterIsNode", RuleScope.Kubelet,
            "The requester is a node or, for a client certificate, a bootstrap token: no service account and no other user.",
            IsNode),
        new("NoBootstrapForServing", RuleScope.Serving,
            "Bootstrap tokens cannot request serving certificates, because they could choose any name.",
            tried => DenyIf(tried.IsBootstrap ? "a bootstrap token requests a serving certificate" : null, User, "no bootstrap token")),
        new("CommonNameIsRequester", RuleScope.Kubelet,
            "A node requests its own identity: the common name is exactly that of the requester.", IsRequester),
        new("RequesterGroups", RuleScope.Kubelet,
            "The requester is in the groups of nodes (or of bootstrap tokens) and in no others.", InGroups),
        new("NoImpersonation", RuleScope.Kubelet,
            "spec.extra has only the credential-id of a client certificate and spec.uid is empty: not from a service account.", NoExtra),
    ];

    private static RuleAnswer IsNode(CsrCase tried)
    {
        var user = tried.Csr.Requestor;
        if (tried.IsOfNode)
            return NodeNames.IsDnsName(NodeNames.Of(user)!) ? Pass(User, user) : Deny(User, $"'{user}' is not a node name");
        if (tried.Scope == RuleScope.Client && tried.IsBootstrap)
        {
            var id = user.StartsWith(TokenUser, StringComparison.Ordinal) ? user[TokenUser.Length..] : "";
            return id.Length == TokenIdLength && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
                ? Pass(User, "a bootstrap token") : Deny(User, $"'{user}' is not the user of a bootstrap token");
        }
        return user.StartsWith("system:serviceaccount:", StringComparison.Ordinal) ? Deny(User, $"{user} is a service account")
            : user.Length == 0 ? Defer(User, "no requester is specified") : Deny(User, $"'{user}' is not a node");
    }

    private static RuleAnswer IsRequester(CsrCase tried)
    {
        if (tried.Request is null)
            return EncodingRules.Unread();
        if (tried.IsBootstrap)
            return None(User, "a bootstrap token has no name of its own");
        return tried.Csr.CommonName == tried.Csr.Requestor
            ? Pass(User, tried.Csr.Requestor) : Deny(User, $"'{tried.Csr.Requestor}' requests the identity '{tried.Csr.CommonName}'");
    }

    private static RuleAnswer InGroups(CsrCase tried)
    {
        var groups = tried.Csr.Groups;
        string[] needed = tried.IsBootstrap ? [Bootstrappers, Authenticated] : [Nodes, Authenticated];
        foreach (var group in needed)
        {
            if (!groups.Contains(group))
                return Deny(Groups, $"the requester is not in {group}");
        }
        foreach (var group in groups)
        {
            if (needed.Contains(group) || group == Bootstrappers || group.StartsWith(Bootstrappers + ":", StringComparison.Ordinal))
                continue;
            // A node that is an administrator is somebody who passes for a node.
            return PrivilegeRules.IsPrivileged(group)
                ? Deny(Groups, $"the requester is also in {group}")
                : Defer(Groups, $"the requester is also in '{group}', which nodes should not be in");
        }
        return Pass(Groups, string.Join(", ", needed));
    }

    private static RuleAnswer NoExtra(CsrCase tried)
    {
        foreach (var extra in tried.Csr.Extra)
        {
            if (extra.Key != CredentialId)
                return Deny("spec.extra", $"'{Printable.Text(extra.Key)}' is not part of a node's credential");
            if (WhyNoCertificate(extra.Values, tried.IsBootstrap) is { } reason)
                return Deny("spec.extra", $"credential-id {reason}");
        }
        if (tried.Csr.RequestorUid.Length > 0)
            return Defer("spec.uid",
                $"the requester has the uid '{Printable.Text(tried.Csr.RequestorUid)}'; nodes and bootstrap tokens have none");
        return Pass("spec.extra", tried.Csr.Extra.Count == 0 ? "empty" : "credential-id only");
    }

    // Kubernetes 1.32 and later: X509SHA256= and the certificate's hash, or JTI= and the id of a service account's token. Bootstrap tokens
    // have none.
    private static string? WhyNoCertificate(TextList ids, bool isBootstrap)
    {
        if (ids.Count != 1)
            return "must have exactly one value";
        if (ids[0].StartsWith("JTI=", StringComparison.Ordinal))
            return "is that of a service account token";
        if (!ids[0].StartsWith(CertificateId, StringComparison.Ordinal) || ids[0].Length == CertificateId.Length
            || !ids[0].Skip(CertificateId.Length).All(char.IsAsciiHexDigitLower))
            return $"'{Printable.Text(ids[0])}' is not that of a client certificate";
        return isBootstrap ? "is that of a client certificate, but the requester uses a token" : null;
    }
}
