using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Which entries of a person's kubeconfig belong to this cluster, and are stale.</summary>
internal sealed class StaleEntries(PlanDraft draft, Kubeconfig copy)
{
    private readonly NodeView _node = draft.Node;
    private readonly PlanFacts _facts = draft.Facts;
    private readonly HolderProof _proof = new(draft.Node);

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
            (cluster.Name, Bundle: _facts.Cluster.BundleFor(cluster), Server: _facts.Cluster.ServerInsteadOf(cluster.Server)))
            .Where(edit => edit.Bundle.Count > 0 || edit.Server is not null)
            .Select(edit => new CopiedCluster(edit.Name, edit.Bundle, edit.Server)).ToList();
        if (users.Count + edits.Count == 0)
            return (null, problems.Count > 0 ? string.Join(" ", problems) : "Its entries for this cluster are valid.");
        string[] details =
        [
            .. users.Select(user => $"the credential of user {user.Name} is replaced with that of {user.OriginalPath}"),
            .. edits.SelectMany(edit => _facts.Cluster.Details(edit.Bundle, edit.Server)
                .Select(detail => $"cluster {edit.Name}: {detail}")),
            .. users.Count > 0 ? CertificateDetails.ModeOfSecret(_node.File(copy.NodePath)) : [],
            .. problems,
        ];
        return (new UpdateKubeconfigCopy
        {
            NodePath = copy.NodePath,
            Users = users,
            Clusters = edits,
            Step = RepairAction.NewStep($"update {copy.NodePath}", copy.Name, reason,
                [new PlannedChange("write", copy.Path, copy.NodePath, TextList.From(details))], []),
        }, null);
    }

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
        var path = original?.NodePath ?? _facts.PathOf(role);
        if (draft.ActionFor(path) is null && !IsGood(original?.Certificate) && IsStale(certificate, null))
            UpdateKubeconfig.PlanCredential(draft, role, path, $"{copy.NodePath} needs its credential", null);
        var isRenewed = draft.ActionFor(path) is not null;
        if (isRenewed ? IsStale(certificate, null) || certificate.Fingerprint == original?.Certificate?.Fingerprint
            : IsGood(original?.Certificate) && IsStale(certificate, original!.Certificate))
            users.Add(new CopiedUser(user.Name, path, original?.User));
    }

    private Kubeconfig? Original(string role) =>
        _node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role && kubeconfig.User is not null);

    // Of admin.conf what is lost can be made again; that for emergencies is where people have left it, and nowhere else.
    private string? RoleOf(KubeCertificate certificate)
    {
        foreach (var role in PkiRoles.All.Where(role => role.IsCopiedByPeople))
        {
            var original = Original(role.Name)?.Certificate;
            if (original is null && role.IsOptional)
                continue;
            var (name, groups) = original is not null ? (original.CommonName, original.Organization) : UsualSubject(role.Name);
            if (name == certificate.CommonName && HolderProof.Covers(certificate.Organization, groups))
                return role.Name;
        }
        return null;
    }

    // The name and the groups of a role when no old certificate tells.
    private (string Name, IReadOnlyList<string> Groups) UsualSubject(string role)
    {
        var order = RoleCertificateOrders.Of(role, _node.Spec, _node.AsOf, _node.AsOf);
        var subject = order is null ? null : DistinguishedName.Read(order.Subject.Span, GoVersion.Newest, out _);
        return (subject?.CommonName ?? "", subject?.Organization ?? []);
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
        var own = _node.ClusterAuthorities;
        if (cluster.Authorities.Any(authority => own.Any(known => known.PublicKeyHash == authority.PublicKeyHash)))
            return true;
        return cluster.Server is { } server && cluster.Authorities.All(authority => own.Any(known => known.Subject == authority.Subject))
            && _node.Kubeconfigs
                .Any(other => other.Role is not (null or PkiRoles.Cni) && other.Clusters.Any(known => known.Server == server));
    }
}
