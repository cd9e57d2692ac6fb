using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>A user of a person's kubeconfig who gets the credential of another kubeconfig.</summary>
/// <param name="Name">The user.</param>
/// <param name="OriginalPath">The other kubeconfig.</param>
/// <param name="OriginalUser">The user there; null when that kubeconfig is made in the same run.</param>
internal sealed record CopiedUser(string Name, string OriginalPath, string? OriginalUser);

/// <summary>A cluster of a person's kubeconfig that is put right.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Bundle">The CAs that it is to trust; none to keep them.</param>
/// <param name="Server">The URL that it is to have; null to keep it.</param>
internal sealed record CopiedCluster(string Name, IReadOnlyList<KubeCertificate> Bundle, string? Server);

/// <summary>
/// Puts right what of a person's kubeconfig belongs to this cluster, and is stale: users whose credential is an older one of admin.conf,
/// clusters that trust another CA than the cluster's. A new credential is given only in the place of one that its holder has proved to
/// have. What belongs to other clusters is left as it is.
/// </summary>
internal sealed class UpdateKubeconfigCopy : RepairAction
{
    public required string NodePath { get; init; }

    public required IReadOnlyList<CopiedUser> Users { get; init; }

    public required IReadOnlyList<CopiedCluster> Clusters { get; init; }

    public override bool MayBeLeftOut => true;

    public override bool Needs(RepairAction other) => base.Needs(other)
        || Users.Any(user => other.Step.Changes.Any(change => change.NodePath == user.OriginalPath));

    /// <summary>Puts right what of a person's kubeconfig belongs to this cluster.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="copy">The kubeconfig.</param>
    /// <param name="reason">Why.</param>
    /// <param name="finding">The finding that asks for it; null for none.</param>
    public static void Plan(PlanDraft draft, Kubeconfig copy, string reason, KubePkiFinding? finding)
    {
        // What it leads to is dealt with itself.
        if (draft.Node.LinkedBy(copy) is not null)
            return;
        if (Obstacle(draft.Facts, copy) is { } reasonToLeave)
        {
            draft.LeaveAlone(copy.NodePath, reasonToLeave);
            return;
        }
        if (draft.ActionFor(copy.NodePath) is null)
        {
            var (planned, obstacle) = new StaleEntries(draft, copy).Plan(reason);
            if (planned is null)
                draft.LeaveAlone(copy.NodePath, obstacle!);
            else
                draft.Add(copy.NodePath, RepairPhase.KubeletAndCopies, planned);
        }
        if (finding is not null && draft.ActionFor(copy.NodePath) is UpdateKubeconfigCopy action && action.Resolves(finding.Fix))
            draft.Resolve(copy.NodePath, finding.Check);
    }

    /// <summary>
    /// Why a kubeconfig is left as it is: what others wrote, or can replace, is reported, and changed only if it is named. Null when it
    /// may be changed.
    /// </summary>
    public static string? Obstacle(PlanFacts facts, Kubeconfig kubeconfig)
    {
        if (PkiLayouts.RunnerOf(kubeconfig.NodePath) is { IsSelfManaged: true } runner)
            return $"{runner.Title} writes this file itself.";
        if (kubeconfig.Role is not (null or PkiRoles.Cni))
            return null;
        var isNamed = facts.Options.NamedKubeconfigs.Contains(kubeconfig.NodePath);
        if (facts.Node.File(kubeconfig.NodePath) is { IsLink: true, RealNodePath: { } real })
            return Advice.Of($"It is a link to {real}. To change that file, specify its path.").ToString();
        return isNamed || facts.Node.ReasonToLeave(kubeconfig) is not { } reason ? null
            : Advice.Of($"It is changed only if specified explicitly: kubepki repair kubeconfig --path "
                + $"{kubeconfig.NodePath}")
                .ToString()
                + $"; reason: {reason}.";
    }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var editor = issuance.Edit(NodePath, text => new KubeconfigEditor(text));
        foreach (var user in Users)
        {
            var (certificate, key) = CredentialOf(user, issuance);
            editor.SetCredential(user.Name, certificate, key);
        }
        foreach (var cluster in Clusters)
        {
            if (cluster.Bundle.Count > 0)
                editor.SetAuthority(cluster.Name, issuance.Bundle(cluster.Bundle));
            if (cluster.Server is not null)
                editor.SetServer(cluster.Name, cluster.Server);
        }
        if (editor.IsUnchanged)
            return [];
        var text = issuance.Encode(editor.Apply());
        return [Users.Count > 0 ? issuance.WriteSecret(NodePath, text, isOfPerson: true) : issuance.Write(NodePath, text)];
    }

    // No finding of that check may be left in the file: other clusters' users keep what they have.
    private bool Resolves(Fix? fix) => fix is Fix.RefreshCopy { Part: KubeconfigPart.Credential }
        ? Users.Count > 0 && fix.Users.All(user => Users.Any(copied => copied.Name == user)) : Clusters.Count > 0;

    // What was made in this run, else what the file holds.
    private static (byte[] Certificate, byte[] Key) CredentialOf(CopiedUser user, IssuanceContext issuance)
    {
        if (issuance.Issued.TryGetValue(user.OriginalPath, out var issued))
            return issued;
        var original = user.OriginalUser is null
            ? null
            : issuance.Edit(user.OriginalPath, text => new KubeconfigEditor(text)).CredentialOf(user.OriginalUser);
        if (original is not var (certificate, key))
            throw new PkiProblemException(issuance.Files.At(user.OriginalPath)
                .Problem(PkiProblemId.MalformedKubeconfig, "it has no certificate and key to copy"));
        return (certificate, issuance.Secret(key));
    }
}
