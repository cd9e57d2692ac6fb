using static KubePki.Tests.Cluster.Csr.Policy.RequestDraft;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Requests of those who are not whom they ask to be, to signers that are none, and out of their time.</summary>
internal static class HostileRequesters
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly CsrDraft Renewal = CsrDraft.RenewalOf("worker-1");

    private static readonly CsrDraft Join = CsrDraft.BootstrapOf("worker-5");

    public static IEnumerable<HostileCase> All => [.. Requesters, .. Joins, .. Signers, .. Times];

    private static IEnumerable<HostileCase> Requesters =>
    [
        new("a node asks for another's serving certificate", "CommonNameIsRequester", Good with { User = "system:node:worker-10" }),
        new("a node asks for another's client certificate", "CommonNameIsRequester", Renewal with { User = "system:node:worker-10" }),
        new("a name that only starts the same", "CommonNameIsRequester", Good with { User = "system:node:worker-10" }),
        new("a requester in capitals", "CommonNameIsRequester", Good with { User = "system:node:Worker-1" }),
        new("a requester that is no node's name", "RequesterIsNode", Good with { User = "system:node:" }),
        new("a service account", "RequesterIsNode", Good with { User = "system:serviceaccount:kube-system:approver" }),
        new("a person", "RequesterIsNode", Good with { User = "alice" }),
        new("an administrator", "RequesterIsNode",
            Good with { User = "kubernetes-admin", Groups = ["system:masters", "system:authenticated"] }),
        new("nobody", "RequesterIsNode", Good with { User = "" }),
        new("a service account renews a node", "RequesterIsNode",
            Renewal with { User = "system:serviceaccount:default:default", Groups = ["system:serviceaccounts", "system:authenticated"] }),
        new("a bootstrap token requests a serving certificate", "NoBootstrapForServing",
            Good with { User = "system:bootstrap:abcdef", Groups = Join.Groups }),
        new("not among the nodes", "RequesterGroups", Good with { Groups = ["system:authenticated"] }),
        new("not authenticated", "RequesterGroups", Good with { Groups = ["system:nodes"] }),
        new("no groups", "RequesterGroups", Good with { Groups = [] }),
        new("an administrator with a node's name", "RequesterGroups",
            Good with { Groups = ["system:nodes", "system:authenticated", "system:masters"] }),
        new("a node of another company", "RequesterGroups", Good with { Groups = ["system:nodes", "system:authenticated", "contractors"] }),
        new("a client among the administrators", "RequesterGroups",
            Renewal with { Groups = ["system:nodes", "system:authenticated", "kubeadm:cluster-admins"] }),
        new("scopes", "NoImpersonation", Good with { Extra = [("scopes.authorization.openshift.io", "user:full")] }),
        new("a pod's token", "NoImpersonation", Good with
        {
            Extra = [("authentication.kubernetes.io/credential-id", "JTI=1"), ("authentication.kubernetes.io/pod-name", "evil")],
        }),
        new("a service account's token with a node's name", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "JTI=5e6f1b0a-9b58-4c4d-8f0a-3f5f7f0d6b11")] }),
        new("a service account's token renews a node", "NoImpersonation",
            Renewal with { Extra = [("authentication.kubernetes.io/credential-id", "JTI=1")] }),
        new("a service account's token joins", "NoImpersonation",
            Join with { Extra = [("authentication.kubernetes.io/credential-id", "JTI=1")] }),
        new("a certificate's id joins with a token", "NoImpersonation",
            Join with { Extra = [("authentication.kubernetes.io/credential-id", CsrDraft.CertificateId)] }),
        new("a token's id behind a certificate's", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", CsrDraft.CertificateId),
                ("authentication.kubernetes.io/credential-id", "JTI=1")] }),
        new("a token's id before a certificate's", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "JTI=1"),
                ("authentication.kubernetes.io/credential-id", CsrDraft.CertificateId)] }),
        new("a credential's id of a kind that nobody knows", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "OIDC=1")] }),
        new("a credential's id in small letters", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "x509sha256=d0b1")] }),
        new("a credential's id with a token's inside", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "X509SHA256=JTI=1")] }),
        new("a credential's id without a hash", "NoImpersonation",
            Good with { Extra = [("authentication.kubernetes.io/credential-id", "X509SHA256=")] }),
        new("an empty credential's id", "NoImpersonation", Good with { Extra = [("authentication.kubernetes.io/credential-id", "")] }),
        new("the node of a pod's token", "NoImpersonation", Good with { Extra = [("authentication.kubernetes.io/node-name", "worker-1")] }),
        new("the uid of a service account", "NoImpersonation", Good with { UserUid = "0d3b5c52-0000-4000-8000-000000000001" }),
        new("a key in capitals", "NoImpersonation",
            Good with { Extra = [("Authentication.kubernetes.io/credential-id", CsrDraft.CertificateId)] }),
        new("scopes of a client", "NoImpersonation", Renewal with { Extra = [("iam.gke.io/user-assertion", "x")] }),
        new("another has asked with the same key", "KeyIsOwn", Good with { Request = Good.Request with { Key = KeyOf("shared") } }),
        new("a client with another's key", "KeyIsOwn", Renewal with { Request = Renewal.Request with { Key = KeyOf("shared") } }),
        new("the CA's key", "KeyIsNotRefused", Good with { Request = Good.Request with { Key = KeyOf("ca") } }),
    ];

    private static IEnumerable<HostileCase> Joins =>
    [
        new("takes over a node that exists", "NodeIsNew", CsrDraft.BootstrapOf("worker-1")),
        new("takes over the control plane", "NodeIsNew", CsrDraft.BootstrapOf("cp-1")),
        new("joins and is in no inventory", "NodeIsInInventory", CsrDraft.BootstrapOf("worker-6")),
        new("joins under a name with a prefix of the inventory", "NodeIsInInventory", CsrDraft.BootstrapOf("worker-50")),
        new("joins too late", "CreationWindow", CsrDraft.BootstrapOf("worker-4")),
        new("joins although it asked too early", "CreationWindow",
            CsrDraft.BootstrapOf("worker-3") with { Created = new DateTimeOffset(2026, 6, 29, 23, 0, 0, TimeSpan.Zero) }),
        new("joins against a rival", "NoRival", CsrDraft.BootstrapOf("worker-9")),
        new("a token of a shape that no token has", "RequesterIsNode", Join with { User = "system:bootstrap:ABCDEF" }),
        new("a token that is too long", "RequesterIsNode", Join with { User = "system:bootstrap:abcdefg" }),
        new("a person among those who join", "RequesterIsNode", Join with { User = "alice" }),
        new("joins without the group", "RequesterGroups", Join with { Groups = ["system:authenticated"] }),
        new("joins unauthenticated", "RequesterGroups", Join with { Groups = ["system:bootstrappers"] }),
        new("joins as an administrator", "RequesterGroups", Join with { Groups = [.. Join.Groups, "system:masters"] }),
        new("joins with system:masters", "OrganizationIsNodes",
            Join with { Request = Join.Request with { Subject = Name("system:node:worker-5", "system:masters") } }),
        new("joins as the controller manager", "CommonNameIsNode",
            Join with { Request = Join.Request with { Subject = Name("system:kube-controller-manager") } }),
        new("joins with names", "NoNamesForClients", Join with { Request = Join.Request with { Names = San("worker-5") } }),
        new("joins with impersonation", "NoImpersonation", Join with { Extra = [("acting-as", "root")] }),
        new("joins for ten years", "Duration", Join with { ExpirationSeconds = 315_360_000 }),
        new("a node that is not there renews", "NodeExists", CsrDraft.RenewalOf("worker-5")),
        new("a node that is not there asks for a serving certificate",
            "NodeExists", CsrDraft.ServingOf("worker-5", "worker-5", "10.0.0.25")),
    ];

    private static IEnumerable<HostileCase> Signers =>
    [
        new("legacy-unknown", "SignerIsNoLookAlike", Good with { SignerName = "kubernetes.io/legacy-unknown" }),
        new("a look-alike below kubernetes.io", "SignerIsNoLookAlike", Good with { SignerName = "kubernetes.io/kubelet-server" }),
        new("a look-alike in capitals", "SignerIsNoLookAlike", Good with { SignerName = "Kubernetes.io/kubelet-serving" }),
        new("a look-alike domain", "SignerIsNoLookAlike", Good with { SignerName = "kubernetes.io.example.org/kubelet-serving" }),
        new("a blank behind the signer", "SignerIsNoLookAlike", Good with { SignerName = "kubernetes.io/kubelet-serving " }),
        new("a letter of the signer that looks like another", "SignerIsNoLookAlike",
            Good with { SignerName = "kub\u0435rnetes.io/kubelet-serving" }),
        new("somebody else's signer", "SignerInScope", Good with { SignerName = "example.org/kubelet-serving" }),
        new("no signer", "SignerIsNoLookAlike", Good with { SignerName = "" }),
        new("any client", "SignerInScope", Person("dave", "developers")),
        new("system:masters", "NoPrivilegedGroup", Person("dave", "system:masters")),
        new("kubeadm's administrators", "NoPrivilegedGroup", Person("dave", "kubeadm:cluster-admins")),
        new("nodes, for everything", "NoPrivilegedGroup", Person("dave", "system:nodes")),
        new("the controller manager", "NoPrivilegedUser", Person("system:kube-controller-manager", "ops")),
        new("a service account as user", "NoPrivilegedUser", Person("system:serviceaccount:kube-system:admin", "ops")),
        new("the front proxy", "NoPrivilegedUser", Person("front-proxy-client", "ops")),
        new("kubeadm's first user", "NoPrivilegedUser", Person("kubernetes-admin", "ops")),
        new("etcd's client", "NoPrivilegedUser", Person("kube-apiserver-etcd-client", "ops")),
        new("a client that serves", "ClientUsagesOnly", Person("dave", "ops") with { Usages = ["client auth", "server auth"] }),
    ];

    private static IEnumerable<HostileCase> Times =>
    [
        new("approved already", "StillPending", Good with { Conditions = ["Approved"] }),
        new("denied already", "StillPending", Good with { Conditions = ["Denied"] }),
        new("failed", "StillPending", Good with { Conditions = ["Approved", "Failed"] }),
        new("created tomorrow", "NotFromTheFuture", Good with { Created = CsrDraft.AsOf.AddDays(1) }),
        new("three days old", "NotTooOld", Good with { Created = CsrDraft.AsOf.AddDays(-3) }),
        new("a name that another request has, too", "UniqueName", Good with { Name = "csr-taken" }),
        new("no uid", "WholeObject", Good with { Uid = null }),
        new("an empty uid", "WholeObject", Good with { Uid = "" }),
        new("no version", "WholeObject", Good with { ResourceVersion = null }),
        new("no time of creation", "WholeObject", Good with { Created = null }),
        new("a client without uid", "WholeObject", Renewal with { Uid = null }),
        new("who joins without a time of creation", "WholeObject", Join with { Created = null }),
        new("being deleted", "RequestIsStaying", Good with { Deleted = "2026-07-01T11:59:00Z" }),
        new("a client that is being deleted", "RequestIsStaying", Renewal with { Deleted = "2026-07-01T11:59:00Z" }),
    ];

    private static CsrDraft Person(string name, string group) => Good with
    {
        SignerName = "kubernetes.io/kube-apiserver-client",
        User = "dave",
        Groups = ["system:authenticated"],
        Usages = ["client auth"],
        Request = new RequestDraft { Subject = Name(name, group) },
    };
}
