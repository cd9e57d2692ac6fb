using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Layout;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts kubelet's pems, its links and its kubeconfig right: as kubelet itself would have them after a rotation.</summary>
internal sealed class RenewKubeletCredential : RepairAction
{
    /// <summary>A pem that is issued; null when there is a good one.</summary>
    public IssuedCredential? Issue { get; init; }

    /// <summary>Whether kubelet gets another credential than the one that it uses.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>Whether the one that it gets is of this node's name.</summary>
    public bool IsOfThisNode { get; init; }

    /// <summary>The links, and the pems that lie where a link should be.</summary>
    public required KubeletLinks Links { get; init; }

    /// <summary>A credential inside a kubeconfig that becomes a pem; null when none does.</summary>
    public (string NodePath, string User, string To)? Embedded { get; init; }

    /// <summary>The kubeconfig, put right or made; null when it stays.</summary>
    public UpdateKubeconfig? Kubeconfig { get; init; }

    public override bool IsWholeByItself => true;

    public override IEnumerable<KeyKind> NewKeys => Issue is null ? [] : [Issue.NewKey];

    /// <summary>Gives kubelet a credential that works, and puts its links and its kubeconfig right.</summary>
    /// <param name="draft">The plan.</param>
    /// <param name="reason">Why.</param>
    /// <param name="check">The check that asks for it; null for none.</param>
    public static void Plan(PlanDraft draft, string reason, string? check)
    {
        const string Key = "kubelet";
        if (draft.ActionFor(Key) is RenewKubeletCredential known)
        {
            draft.Resolve(Key, known.Resolves(check) ? check : null);
            return;
        }
        if (draft.Node.Kubelet is not { } verdict)
            return;
        if (draft.Node.Guidance.RunnerOf(PkiRoles.KubeletConf, draft.Node.Pki.Kubelet!.Kubeconfig) is not null)
        {
            draft.LeaveAlone(Key, verdict.Remedy);
            return;
        }
        if (Exposure(draft.Node) is { } exposure)
        {
            draft.LeaveAlone(Key, $"No credential is written there: {exposure}.");
            return;
        }
        var (action, obstacle) = new KubeletRecovery(draft.Facts, verdict).Plan(reason);
        if (action is null)
        {
            draft.LeaveAlone(Key, obstacle!);
            return;
        }
        draft.Add(Key, RepairPhase.KubeletAndCopies, action);
        draft.Resolve(Key, action.Resolves(check) ? check : null);
    }

    // The credential that is only given another place keeps its name and its end.
    private bool Resolves(string? check) => check switch
    {
        nameof(CertificateExpiring) => IsReplaced,
        nameof(KubeletNodeNameMismatch) => IsOfThisNode,
        _ => true,
    };

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var changes = Links.KeepPems(issuance).ToList();
        if (Embedded is { } embedded)
            changes.Add(issuance.CreateSecret(embedded.To, PemIn(issuance, embedded.NodePath, embedded.User)));
        if (Issue is { } issue)
            changes.Add(issuance.CreateSecret(issue.PemPath, issuance.PairOf(issue)));
        changes.AddRange(Links.Switch(issuance));
        return Kubeconfig is null ? changes : changes.Concat(Kubeconfig.Prepare(issuance));
    }

    private static string? Exposure(NodeView node)
    {
        var kubelet = node.Pki.Kubelet!;
        return node.ExposureAt($"{kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}") ?? node.ExposureAt(kubelet.Kubeconfig);
    }

    private static byte[] PemIn(IssuanceContext issuance, string nodePath, string user)
    {
        var credential = issuance.Edit(nodePath, text => new KubeconfigEditor(text)).CredentialOf(user)
            ?? throw new PkiProblemException(issuance.Files.At(nodePath)
                .Problem(PkiProblemId.MalformedKubeconfig, $"user {user} has no certificate and key"));
        byte[] lineBreak = credential.Certificate is [.., (byte)'\n'] ? [] : [(byte)'\n'];
        return issuance.Secret([.. credential.Certificate, .. lineBreak, .. issuance.Secret(credential.Key)]);
    }
}
