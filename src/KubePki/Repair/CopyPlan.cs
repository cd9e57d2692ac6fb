using KubePki.Checks;
using KubePki.Layout;
using KubePki.Model;
using KubePki.Trust;

namespace KubePki.Repair;

/// <summary>
/// What of a person's kubeconfig belongs to this cluster, and is stale: users whose credential is an older one of admin.conf, clusters that trust another CA
/// than the cluster's. Names alone say little: every cluster has a kubernetes-admin. What belongs to other clusters is left as it is.
/// </summary>
internal sealed class CopyPlan(NodeView node, PlanDraft draft, Kubeconfig copy)
{
    private static readonly string[] Originals = ["admin.conf", "super-admin.conf"];

    private readonly List<AuthorityKey> _keys = [.. node.ClusterAuthorities.Where(authority => authority.GoError is null).Select(authority => new AuthorityKey(authority.Parsed))];

    /// <summary>The work; else why there is none.</summary>
    public (CopyWork? Work, string? WhyNot) Work(string reason)
    {
        var clusters = copy.Clusters.Where(IsOwn).ToList();
        var owned = copy.Users.Where(user => IsOwn(user, clusters)).ToList();
        if (clusters.Count + owned.Count == 0)
            return (null, "Nothing in it belongs to this cluster: no CA of it, no credential that it signed.");
        var users = new List<CopiedUser>();
        var problems = new List<string>();
        foreach (var user in owned)
            Take(user, users, problems);
        var edits = clusters.Select(cluster => (cluster.Name, Bundle: draft.Cluster.BundleFor(cluster), Server: draft.Cluster.ServerInsteadOf(cluster.Server)))
            .Where(edit => edit.Bundle.Count > 0 || edit.Server is not null).Select(edit => new CopiedCluster(edit.Name, edit.Bundle, edit.Server)).ToList();
        if (users.Count + edits.Count == 0)
            return (null, problems.Count > 0 ? string.Join(" ", problems) : "What it holds of this cluster is good.");
        string[] details =
        [
            .. users.Select(user => $"the credential of user {user.Name} becomes that of {user.OriginalPath}"),
            .. edits.SelectMany(edit => draft.Cluster.Details(edit.Bundle, edit.Server).Select(detail => $"cluster {edit.Name}: {detail}")),
            .. users.Count > 0 ? CertificateDetails.ModeOfSecret(node.File(copy.NodePath)) : [],
            .. problems,
        ];
        return (new CopyWork
        {
            NodePath = copy.NodePath,
            Users = users,
            Clusters = edits,
            Step = PlanDraft.Step($"refresh {copy.NodePath}", copy.Name, reason, [new PlannedChange("write", copy.Path, copy.NodePath, TextList.From(details))], []),
        }, null);
    }

    /// <summary>Whether no finding of a check about the file can be left when the work is done: other clusters' users are not cured.</summary>
    public static bool Cures(string check, Kubeconfig copy, CopyWork? work) => work is not null && check switch
    {
        "KubeconfigCredentialExpired" or "KubeconfigKeyMismatch" => CredentialFaults.EndWith(check, copy, [.. work.Users.Select(user => user.Name)]),
        "StaleKubeconfigCopy" => work.Users.Count > 0,
        _ => work.Clusters.Count > 0,
    };

    private void Take(KubeconfigUser user, List<CopiedUser> users, List<string> problems)
    {
        var role = RoleOf(user.Certificate!);
        if (role is null)
        {
            if (user.Certificate!.Expired)
                problems.Add($"The credential of user {user.Name} is that of {user.Certificate.CommonName}, of which there is no original here: have it issued again.");
            return;
        }
        var original = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role && kubeconfig.User is not null);
        var path = original?.NodePath ?? draft.PathOf(role);
        if (!draft.IsPlanned(path) && !IsGood(original?.Certificate) && IsStale(user.Certificate!, null))
            draft.Certificate(role, path, $"{copy.NodePath} is to get its credential", null);
        if (draft.IsPlanned(path) ? IsStale(user.Certificate!, null) || user.Certificate!.Fingerprint == original?.Certificate?.Fingerprint : IsGood(original?.Certificate) && IsStale(user.Certificate!, original!.Certificate))
            users.Add(new CopiedUser(user.Name, path, original?.User));
    }

    private string? RoleOf(KubeCertificate certificate) => Originals.FirstOrDefault(role =>
        node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role)?.Certificate is { } original ? original.CommonName == certificate.CommonName
            : certificate.CommonName == $"kubernetes-{role[..^5]}");

    private bool IsStale(KubeCertificate certificate, KubeCertificate? original) => certificate.Fingerprint != original?.Fingerprint
        && (!IsGood(certificate) || (original is not null && certificate.NotAfter < original.NotAfter));

    private bool IsGood(KubeCertificate? certificate) => certificate is { Expired: false, KeyMatches: true } && certificate.AsOf >= certificate.NotBefore && IsSigned(certificate);

    private bool IsSigned(KubeCertificate certificate) => _keys.Exists(key => key.Signed(certificate.Parsed));

    // Who was let in by an earlier CA of this cluster is known by the cluster that it is used with.
    private bool IsOwn(KubeconfigUser user, List<KubeconfigCluster> clusters) => user.Certificate is { } certificate
        && (IsSigned(certificate) || (RoleOf(certificate) is not null && copy.Contexts.Any(context => context.User == user.Name && clusters.Exists(cluster => cluster.Name == context.Cluster))));

    // Its CA's key, or, with a CA of the same name and another key, its server.
    private bool IsOwn(KubeconfigCluster cluster)
    {
        var own = node.ClusterAuthorities;
        if (cluster.Authorities.Any(authority => own.Any(known => known.PublicKeyHash == authority.PublicKeyHash)))
            return true;
        return cluster.Server is { } server && cluster.Authorities.All(authority => own.Any(known => known.Subject == authority.Subject))
            && node.Kubeconfigs.Any(other => other.Role is not (null or PkiRoles.Cni) && other.Clusters.Any(known => known.Server == server));
    }
}
