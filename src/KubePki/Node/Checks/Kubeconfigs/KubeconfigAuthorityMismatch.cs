using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Verification;

namespace KubePki.Node.Checks.Kubeconfigs;

/// <summary>Kubeconfigs that do not trust the CA which signed the API server's certificate.</summary>
internal sealed class KubeconfigAuthorityMismatch : NodeCheck
{
    // More entries than any person's file has.
    private const int Enough = 50;

    public override KubePkiCheck About { get; } = new(nameof(KubeconfigAuthorityMismatch), "Kubeconfig", FindingSeverity.Critical,
        "A kubeconfig of the node does not trust the cluster's CA.", References.Kubeconfig);

    public override IEnumerable<CheckResult> Evaluate(NodeView node) =>
        [.. OfNode(node), .. node.Kubeconfigs.SelectMany(kubeconfig => OfOtherCluster(kubeconfig).Take(Enough))];

    // A user has one credential: where contexts of two clusters share one, one of them is rejected.
    private static IEnumerable<CheckResult> OfOtherCluster(Kubeconfig kubeconfig)
    {
        foreach (var shared in kubeconfig.Contexts.GroupBy(context => context.User).Where(group => group.Count() > 1).Take(Enough))
        {
            if (kubeconfig.Users.FirstOrDefault(user => user.Name == shared.Key) is not { Certificate: { } certificate })
                continue;
            var clusters = kubeconfig.Clusters.Where(cluster => shared.Any(context => context.Cluster == cluster.Name)).Take(Enough)
                .Select(cluster => (cluster.Name, HasSigned: HasSigned(cluster, certificate), cluster.Authorities.Count)).ToList();
            if (clusters.Find(cluster => cluster.HasSigned).Name is not { } signer)
                continue;
            foreach (var context in shared)
            {
                if (clusters.Exists(cluster => cluster.Name == context.Cluster && cluster is { HasSigned: false, Count: > 0 }))
                    yield return OfOtherCluster(kubeconfig, context, certificate, signer);
            }
        }
    }

    private static bool HasSigned(KubeconfigCluster cluster, KubeCertificate certificate) => cluster.Authorities.Take(Enough)
        .Any(authority => authority.Subject == certificate.Issuer && new AuthorityKey(authority.Parsed).Signed(certificate.Parsed));

    private static CheckResult OfOtherCluster(
        Kubeconfig kubeconfig, KubeconfigContext context, KubeCertificate certificate, string signer) =>
        CheckResult.In(kubeconfig,
            $"Context {context.Name} leads to cluster {context.Cluster} with the credential of user {context.User}, "
                + $"which the CA of cluster {signer} signed.",
            "kubectl fails in that context with \"You must be logged in to the server (Unauthorized)\".",
            $"The contexts share one user entry. Get a credential from cluster {context.Cluster}, add it as a user of its own, and let the "
                + $"context use it: kubectl config --kubeconfig {kubeconfig.NodePath} set-credentials NEW-USER --client-certificate FILE "
                + $"--client-key FILE --embed-certs; kubectl config --kubeconfig {kubeconfig.NodePath} set-context"
                + $"{Advice.FirstWord(context.Name)} --user NEW-USER{Advice.LastWord(context.Name)}") with
        {
            Severity = context.Name == kubeconfig.Context ? FindingSeverity.Error : FindingSeverity.Warning,
            Certificate = certificate,
            Proof = [$"{kubeconfig.NodePath}: user {context.User}, {certificate.Subject}, issuer {certificate.Issuer}, signed by the CA of "
                + $"cluster {signer}, not by that of cluster {context.Cluster}"],
            Fix = new Fix.None("A user that contexts of several clusters share keeps its credential: no repair writes over it."),
        };

    private static IEnumerable<CheckResult> OfNode(NodeView node)
    {
        var keys = node.ClusterAuthorities.Select(authority => authority.PublicKeyHash).ToHashSet();
        if (keys.Count == 0)
            yield break;
        // A person may have other clusters, too.
        foreach (var kubeconfig in node.Kubeconfigs.Where(kubeconfig => kubeconfig.Role is not null && !IsTold(node, kubeconfig)))
        {
            var cluster = kubeconfig.Clusters.FirstOrDefault(cluster => cluster.Name == kubeconfig.Cluster);
            if (cluster is null || cluster.InsecureSkipTlsVerify
                || kubeconfig.Authorities.Any(authority => keys.Contains(authority.PublicKeyHash)) || HasProblem(node, kubeconfig, cluster))
                continue;
            yield return Mismatch(node, kubeconfig);
        }
    }

    // A CA of the cluster's own name: AuthorityTwin. A network's kubeconfig beside another network: CniConflict.
    private static bool IsTold(NodeView node, Kubeconfig kubeconfig) =>
        kubeconfig.Authorities.Any(other => node.ClusterAuthorities.Any(authority => authority.Subject == other.Subject))
            || (kubeconfig.Role == KubePki.Node.Layout.PkiRoles.Cni && (node.Pki.Networks.Count != 1 || kubeconfig.Authorities.Count == 0));

    private static bool HasProblem(NodeView node, Kubeconfig kubeconfig, KubeconfigCluster cluster) => kubeconfig.Authorities.Count == 0
        && node.Pki.Problems.Any(problem => problem.NodePath == kubeconfig.NodePath || problem.NodePath == cluster.AuthorityPath);

    private static CheckResult Mismatch(NodeView node, Kubeconfig kubeconfig)
    {
        var authority = node.ClusterAuthorities[0];
        return CheckResult.In(kubeconfig,
            kubeconfig.Authorities.Count == 0
                ? "It has no CA: the client trusts the system's CAs, which did not sign this cluster's certificates."
                : $"It trusts {kubeconfig.Authorities[0].Subject} with a different key than {authority.NodePath}.",
            $"Its client rejects the API server: \"certificate signed by unknown authority\". {Consequences.Of(kubeconfig.Role)}",
            $"kubectl config set-cluster{Advice.FirstWord(kubeconfig.Cluster)} --kubeconfig {kubeconfig.NodePath} --certificate-authority "
                + $"{authority.NodePath} --embed-certs{Advice.LastWord(kubeconfig.Cluster)}") with
        {
            Severity = kubeconfig.Role is PkiRoles.BootstrapKubeletConf or KubePki.Node.Layout.PkiRoles.Cni
                ? FindingSeverity.Error
                : Consequences.OfLockOut(kubeconfig.Role),
            Proof =
            [
                .. kubeconfig.Authorities
                    .Select(other => $"{kubeconfig.NodePath}: {other.Subject}, public key sha256:{other.PublicKeyHash}"),
                $"{authority.NodePath}: {authority.Subject}, public key sha256:{authority.PublicKeyHash}",
            ],
            Fix = node.Fixes.Connect(kubeconfig, node.Fixes.Renew(kubeconfig.NodePath)),
        };
    }
}
