using KubePki.Changes.Editing;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>kubelet's kubeconfig: it is to name the link, to trust the cluster's CAs, and to be there.</summary>
internal sealed class KubeletConf(PlanFacts facts, string link)
{
    // One whose context names a user that is not in it is of no more use than one without a user.
    private readonly Kubeconfig? _existing = facts.Node.Kubeconfigs.FirstOrDefault(kubeconfig =>
        kubeconfig.NodePath == facts.Node.Pki.Kubelet!.Kubeconfig
        && kubeconfig.Users.Any(user => user.Name == kubeconfig.User));

    /// <summary>The user of the kubeconfig that there is.</summary>
    public string? User => _existing?.User;

    /// <summary>Why none can be made; null when one can, or is there.</summary>
    public string? Obstacle => _existing is not null ? null
        : facts.Cluster.ServerFor(PkiRoles.KubeletConf) is null
                ? "The API server URL is not known: specify it with -Server (kubepki: --server)."
        : facts.Cluster.Bundle.Count == 0 ? "The cluster has no CA that a new kubelet.conf could trust." : null;

    /// <summary>The work, and what it changes; none when it is as it should be.</summary>
    /// <param name="names">Whether it must name the link; else it keeps the credential that it names.</param>
    public (UpdateKubeconfig? Action, PlannedChange? Change) Plan(bool names)
    {
        var path = facts.Node.Pki.Kubelet!.Kubeconfig;
        if (_existing is null)
            return names ? New(path) : (null, null);
        var user = _existing.Users.First(user => user.Name == _existing.User);
        var bundle = facts.Cluster.BundleFor(_existing);
        var server = facts.Cluster.ServerInsteadOf(_existing.Server);
        var mustName = names && (user.CertificatePath != link || user.KeyPath != link);
        if (!mustName && bundle.Count == 0 && server is null)
            return (null, null);
        string[] details =
        [
            .. mustName ? [$"user {user.Name} names {link}"] : Array.Empty<string>(), .. facts.Cluster.Details(bundle, server),
        ];
        return (Of(path, null, mustName ? user.Name : null, _existing.Cluster, bundle, server),
            new PlannedChange("write", facts.Node.HostPath(path), path, TextList.From(details)));
    }

    private (UpdateKubeconfig Action, PlannedChange Change) New(string path)
    {
        const string User = "default-auth", Cluster = "default-cluster";
        var server = facts.Cluster.ServerFor(PkiRoles.KubeletConf)!;
        var text = KubeconfigText.Write(Cluster, server, User, facts.Node.Spec.KubernetesMinor);
        return (Of(path, text, User, Cluster, facts.Cluster.Bundle, null),
            new PlannedChange("create", facts.Node.HostPath(path), path,
                [$"user {User} names {link}", .. facts.Cluster.Details(facts.Cluster.Bundle, server), "mode 0600"]));
    }

    private UpdateKubeconfig Of(
        string path, string? text, string? user, string? cluster, IReadOnlyList<KubeCertificate> bundle, string? server) => new()
    {
        Step = RepairAction.NewStep("", PkiRoles.KubeletConf, "", [], []),
        NodePath = path,
        NewText = text,
        User = user,
        PemPath = user is null ? null : link,
        Cluster = cluster,
        Bundle = bundle,
        Server = server,
    };
}
