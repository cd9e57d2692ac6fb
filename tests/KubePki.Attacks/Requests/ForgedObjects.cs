using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Attacks.Requests;

/// <summary>Objects whose requester, groups, usages, signer, extras or metadata are not those of a node that asks for itself.</summary>
internal static class ForgedObjects
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    private static readonly (string Title, CsrDraft Draft)[] Honest = [("server", Forgery.Serving), ("client", Forgery.Renewal)];

    public static IEnumerable<Forgery> All => Honest.SelectMany(item =>
        Of(item.Draft).Select(forged => forged with { Title = $"{forged.Title}, {item.Title}" }));

    private static IEnumerable<Forgery> Of(CsrDraft good)
    {
        string[] users =
        [
            "system:NODE:worker-1", "System:node:worker-1", "system:node:Worker-1", "system:node:worker-1 ", " system:node:worker-1",
            "system:node:worker-1\0", "system:node:worker-1\n", "system:node:w\u043erker-1", "system:node:worker-10",
            "system:node:cp-1",
            "system:node:", "system:node:worker-1.", "system:node:worker-1/x", "system:serviceaccount:kube-system:node-controller",
            "system:serviceaccount:kube-system:worker-1", "system:admin", "system:anonymous", "kubernetes-admin", "worker-1", "",
            "system:bootstrap:abcdef", "system:bootstrap:", "system:masters",
        ];
        foreach (var user in users)
            yield return new($"user '{Uri.EscapeDataString(user)}'", good with { User = user });
        string[][] groups =
        [
            [], ["system:nodes"], ["system:authenticated"], ["system:nodes ", "system:authenticated"],
            ["System:nodes", "system:authenticated"], ["system:NODES", "system:authenticated"],
            ["system:n\u043edes", "system:authenticated"], ["system:nodes,system:authenticated"],
            ["system:nodes", "system:authenticated", "system:masters"], ["system:masters", "system:nodes", "system:authenticated"],
            ["system:authenticated", "system:masters", "system:nodes"],
            ["system:nodes", "system:authenticated", "kubeadm:cluster-admins"],
            ["system:nodes", "system:authenticated", "system:serviceaccounts"],
            ["system:nodes", "system:authenticated", "system:serviceaccounts:kube-system"],
            ["system:nodes", "system:authenticated", "system:unauthenticated"],
            ["system:nodes", "system:authenticated", ""], ["system:nodes", "system:authenticated", "system:bootstrappersX"],
            ["system:nodes", "system:authenticated", "ops"], ["system:bootstrappers", "system:authenticated"],
        ];
        foreach (var list in groups)
            yield return new($"groups {string.Join('|', list)}", good with { Groups = list });
        string[] usages = ["any", "cert sign", "crl sign", "code signing", "email protection", "ocsp signing", "timestamping", "signing",
            "content commitment", "data encipherment", "key agreement", "encipher only", "decipher only", "s/mime", "ipsec user",
            "microsoft sgc", "", "Digital Signature", "server auth ", "client  auth"];
        foreach (var usage in usages)
            yield return new($"usage '{usage}' too", good with { Usages = [.. good.Usages, usage] });
        yield return new("both server and client", good with { Usages = ["digital signature", "server auth", "client auth"] });
        string[] signers =
        [
            "kubernetes.io/legacy-unknown", "kubernetes.io/kube-apiserver-client", "Kubernetes.io/kubelet-serving",
            "kubernetes.io/Kubelet-serving", "kubernetes.io/kubelet-serving ", " kubernetes.io/kubelet-serving",
            "kubernetes.io/kubelet-serving\0", "kubernetes.io//kubelet-serving", "kubernetes.io./kubelet-serving",
            "kubernetes.io/kubelet-serving/", "kubernetes.io/kube-apiserver-client-kubelet2",
            "kubernetes.io/kube-apiserver-client-kubelet ", "kub\u0435rnetes.io/kubelet-serving", "kubernetes.io%2fkubelet-serving",
            "x.kubernetes.io/kubelet-serving", "kubelet-serving", "", "*", "kubernetes.io/*",
        ];
        foreach (var signer in signers)
            yield return new($"signer '{Uri.EscapeDataString(signer)}'", good with { SignerName = signer });
        (string Key, string Value)[][] extras =
        [
            [(CredentialId, "JTI=1")], [(CredentialId, "jti=1")], [(CredentialId, "")], [(CredentialId, "X509SHA256=")],
            [(CredentialId, CsrDraft.CertificateId.ToUpperInvariant())],
            [(CredentialId, CsrDraft.CertificateId + " ")], [(CredentialId, CsrDraft.CertificateId + ";JTI=1")],
            [(CredentialId, CsrDraft.CertificateId), (CredentialId, "JTI=1")],
            [(CredentialId, CsrDraft.CertificateId), (CredentialId, CsrDraft.CertificateId.Replace('1', '2'))],
            [(CredentialId + " ", CsrDraft.CertificateId)],
            [("authentication.kubernetes.io/node-name", "worker-1")], [("authentication.kubernetes.io/node-uid", "1")],
            [("authentication.kubernetes.io/pod-name", "x")], [("authentication.kubernetes.io/pod-uid", "1")],
            [("scopes.authorization.openshift.io", "user:full")], [("", "x")], [("acting-as", "root")],
            [("authentication.kubernetes.io/issued-credential-id", "JTI=1")], [("arn", "arn:aws:iam::1:role/x")],
        ];
        foreach (var extra in extras)
            yield return new($"extra {string.Join('|', extra.Select(item => item.Key + "=" + item.Value))}", good with { Extra = extra });
        foreach (var seconds in new[] { long.MinValue, -600, 0, 1, 599, 31_708_801, int.MaxValue, long.MaxValue })
            yield return new($"{seconds} seconds", good with { ExpirationSeconds = seconds });
        yield return new("no uid", good with { Uid = null });
        yield return new("an empty uid", good with { Uid = "" });
        yield return new("no version", good with { ResourceVersion = null });
        yield return new("an empty version", good with { ResourceVersion = "" });
        yield return new("no time", good with { Created = null });
        yield return new("being deleted", good with { Deleted = "2026-07-01T11:59:00Z" });
        yield return new("a uid of the user", good with { UserUid = "1" });
        yield return new("an hour ahead", good with { Created = CsrDraft.AsOf.AddHours(1) });
        yield return new("a day and a second old", good with { Created = CsrDraft.AsOf.AddDays(-1).AddSeconds(-1) });
        foreach (var condition in new[] { "Approved", "Denied", "Failed" })
            yield return new($"{condition} already", good with { Conditions = [condition] });
        foreach (var version in new[] { "certificates.k8s.io/v1alpha1", "certificates.k8s.io/v2", "certificates.k8s.io/" })
            yield return new($"API version {version}", good with { ApiVersion = version });
    }
}
