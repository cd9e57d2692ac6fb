using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts kubelet's pems, its links and its kubeconfig right: as kubelet itself would have them after a rotation.</summary>
internal sealed class RenewKubeletCredential : RepairAction
{
    /// <summary>A pem that is issued; null when there is a good one.</summary>
    public IssuedCredential? Issue { get; init; }

    /// <summary>Pems that lie where a link should be, with the paths that they get.</summary>
    public IReadOnlyList<(string From, string To)> Kept { get; init; } = [];

    /// <summary>A credential inside a kubeconfig that becomes a pem; null when none does.</summary>
    public (string NodePath, string User, string To)? Embedded { get; init; }

    /// <summary>A link, and the pem that it is to lead to.</summary>
    public (string NodePath, string Target)? Link { get; init; }

    /// <summary>What goes into the backup.</summary>
    public IReadOnlyList<string> Away { get; init; } = [];

    /// <summary>The kubeconfig, put right or made; null when it stays.</summary>
    public UpdateKubeconfig? Kubeconfig { get; init; }

    public override IEnumerable<KeyKind> NewKeys => Issue is null ? [] : [Issue.NewKey];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var changes = Kept.Select(kept => issuance.CreateSecret(kept.To, issuance.BytesAt(kept.From))).ToList();
        if (Embedded is { } embedded)
            changes.Add(issuance.CreateSecret(embedded.To, PemIn(issuance, embedded.NodePath, embedded.User)));
        if (Issue is { } issue)
            changes.Add(issuance.CreateSecret(issue.PemPath, issuance.PairOf(issue)));
        if (Link is var (path, target))
            changes.Add(new PendingChange
            {
                NodePath = path,
                Kind = ChangeKind.Link,
                Expected = FileState.Of(issuance.Files, path),
                LinkTarget = target,
            });
        foreach (var away in Away)
            changes.Add(issuance.MoveAway(away));
        return Kubeconfig is null ? changes : changes.Concat(Kubeconfig.Prepare(issuance));
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
