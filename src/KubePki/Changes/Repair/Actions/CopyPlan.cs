using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// What of a person's kubeconfig belongs to this cluster, and is stale: users whose credential is an older one of admin.conf, clusters that
/// trust another CA than the cluster's. A new credential is given only in the place of one that its holder has proved to have. What belongs
/// to other clusters is left as it is.
/// </summary>
internal sealed class CopyPlan(NodeView node, PlanDraft draft, Kubeconfig copy)
{
    private const string Admin = PkiRoles.AdminConf;

    private readonly HolderProof _proof = new(node);

    /// <summary>The work; else why there is none.</summary>
    public (UpdateKubeconfigCopy? Action, string? Obstacle) Plan(string reason)
    {
        var clusters = copy.Clusters.Where(IsOwn).ToList();
        var users = new List<CopiedUser>();
        var problems = new List<string>();
        foreach (var user in copy.Users.Where(user => IsOwn(user, clusters)))
            Take(user, users, problems);
        if (clusters.Count + users.Count + problems.Count == 0
            && !copy.Users.Any(user => user.Certificate is { } certificate && _proof.IsSigned(certificate)))
            return (null, "Nothing in it belongs to this cluster: neither a CA nor a credential.");
        var edits = clusters.Select(cluster =>
            (cluster.Name, Bundle: draft.Cluster.BundleFor(cluster), Server: draft.Cluster.ServerInsteadOf(cluster.Server)))
            .Where(edit => edit.Bundle.Count > 0 || edit.Server is not null)
            .Select(edit => new CopiedCluster(edit.Name, edit.Bundle, edit.Server)).ToList();
        if (users.Count + edits.Count == 0)
            return (null, problems.Count > 0 ? string.Join(" ", problems) : "Its entries for this cluster are valid.");
        string[] details =
        [
            .. users.Select(user => $"the credential of user {user.Name} is replaced with that of {user.OriginalPath}"),
            .. edits.SelectMany(edit => draft.Cluster.Details(edit.Bundle, edit.Server).Select(detail => $"cluster {edit.Name}: {detail}")),
            .. users.Count > 0 ? CertificateDetails.ModeOfSecret(node.File(copy.NodePath)) : [],
            .. problems,
        ];
        return (new UpdateKubeconfigCopy
        {
            NodePath = copy.NodePath,
            Users = users,
            Clusters = edits,
            Step = PlanDraft.Step($"update {copy.NodePath}", copy.Name, reason,
                [new PlannedChange("write", copy.Path, copy.NodePath, TextList.From(details))], []),
        }, null);
    }

    /// <summary>
    /// Whether no finding of a check about the file can be left when the work is done: other clusters' users are not cured.
    /// </summary>
    public static bool Cures(string check, Kubeconfig copy, UpdateKubeconfigCopy? action) => action is not null && check switch
    {
        nameof(KubeconfigCredentialExpired) or nameof(KubeconfigKeyMismatch) =>
            CredentialFaults.EndWith(check, copy, [.. action.Users.Select(user => user.Name)]),
        nameof(StaleKubeconfigCopy) => action.Users.Count > 0,
        _ => action.Clusters.Count > 0,
    };

    private void Take(KubeconfigUser user, List<CopiedUser> users, List<string> problems)
    {
        var certificate = user.Certificate!;
        if (IsGood(certificate) && RoleOf(certificate) is null)
            return;
        if (_proof.Objection(user) is { } missing)
        {
            if (!IsGood(certificate))
                problems.Add($"The credential of user {user.Name} is not renewed: {missing}. Get a new one from its issuer.");
            return;
        }
        if (RoleOf(certificate) is not { } role)
        {
            if (certificate.Expired)
                problems.Add($"The credential of user {user.Name} belongs to {certificate.CommonName}, "
                    + "whose original is not on this node: get a new one from its issuer.");
            return;
        }
        var original = Original(role);
        var path = original?.NodePath ?? draft.PathOf(role);
        if (!draft.IsPlanned(path) && !IsGood(original?.Certificate) && IsStale(certificate, null))
            draft.Certificate(role, path, $"{copy.NodePath} needs its credential", null);
        var isRenewed = draft.IsPlanned(path);
        if (isRenewed ? IsStale(certificate, null) || certificate.Fingerprint == original?.Certificate?.Fingerprint
            : IsGood(original?.Certificate) && IsStale(certificate, original!.Certificate))
            users.Add(new CopiedUser(user.Name, path, original?.User));
    }

    private Kubeconfig? Original(string role) =>
        node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role && kubeconfig.User is not null);

    // Of admin.conf what is lost can be made again; that for emergencies is where people have left it, and nowhere else.
    private string? RoleOf(KubeCertificate certificate)
    {
        foreach (var role in PkiRoles.All.Where(role => role.IsCopiedByPeople))
        {
            var original = Original(role.Name)?.Certificate;
            if (original is null && role.IsOptional)
                continue;
            var (name, groups) = original is not null ? (original.CommonName, original.Organization) : draft.UsualSubject(role.Name);
            if (name == certificate.CommonName && HolderProof.Covers(certificate.Organization, groups))
                return role.Name;
        }
        return null;
    }

    private bool IsStale(KubeCertificate certificate, KubeCertificate? original) => certificate.Fingerprint != original?.Fingerprint
        && (!IsGood(certificate) || (original is not null && certificate.NotAfter < original.NotAfter));

    private bool IsGood(KubeCertificate? certificate) => certificate is { Expired: false, KeyMatches: true }
        && certificate.AsOf >= certificate.NotBefore && _proof.IsSigned(certificate);

    // Who says to be of this cluster: by the CA that signed, or by the cluster that it is used with. Whether that is true is another
    // question.
    private bool IsOwn(KubeconfigUser user, List<KubeconfigCluster> clusters) => user.Certificate is { } certificate
        && (_proof.IsSigned(certificate)
            || copy.Contexts.Any(context => context.User == user.Name && clusters.Exists(cluster => cluster.Name == context.Cluster)));

    // Its CA's key, or, with a CA of the same name and another key, its server.
    private bool IsOwn(KubeconfigCluster cluster)
    {
        var own = node.ClusterAuthorities;
        if (cluster.Authorities.Any(authority => own.Any(known => known.PublicKeyHash == authority.PublicKeyHash)))
            return true;
        return cluster.Server is { } server && cluster.Authorities.All(authority => own.Any(known => known.Subject == authority.Subject))
            && node.Kubeconfigs
                .Any(other => other.Role is not (null or PkiRoles.Cni) && other.Clusters.Any(known => known.Server == server));
    }
}
