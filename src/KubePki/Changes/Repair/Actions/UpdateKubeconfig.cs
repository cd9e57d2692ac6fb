using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Puts a kubeconfig right: its credential, its CA, its server. Whatever else stands in it stays as it is.</summary>
internal sealed class UpdateKubeconfig : RepairAction
{
    public required string NodePath { get; init; }

    /// <summary>The text of a kubeconfig that does not exist yet; null to edit the one that does.</summary>
    public string? NewText { get; init; }

    /// <summary>The user whose credential is made anew; null to leave all users.</summary>
    public string? User { get; init; }

    public CertificateOrder? Order { get; init; }

    public KubeCertificate? Authority { get; init; }

    public KeyKind? NewKey { get; init; }

    /// <summary>The pem that the user is to name instead of holding a certificate.</summary>
    public string? PemPath { get; init; }

    /// <summary>The cluster whose CA or server is put right; null to leave all clusters.</summary>
    public string? Cluster { get; init; }

    /// <summary>The CAs that the cluster is to trust; none to keep them.</summary>
    public IReadOnlyList<KubeCertificate> Bundle { get; init; } = [];

    public string? Server { get; init; }

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext workshop)
    {
        var editor = NewText is not null ? new KubeconfigEditor(NewText) : workshop.Edit(NodePath, text => new KubeconfigEditor(text));
        if (User is not null && Order is not null)
            SetCredential(editor, workshop);
        if (User is not null && PemPath is not null)
            Require(editor.SetCredentialFiles(User, PemPath, PemPath), $"user {User}", workshop);
        if (Cluster is not null && Bundle.Count > 0)
            Require(editor.SetAuthority(Cluster, workshop.Bundle(Bundle)), $"cluster {Cluster}", workshop);
        if (Cluster is not null && Server is not null)
            Require(editor.SetServer(Cluster, Server), $"cluster {Cluster}", workshop);
        if (NewText is null && editor.IsUnchanged)
            return [];
        var text = workshop.Encode(editor.Apply());
        return [NewText is null && Order is null ? workshop.Write(NodePath, text) : workshop.WriteSecret(NodePath, text)];
    }

    private void Require(bool isThere, string entry, IssuanceContext workshop)
    {
        if (!isThere)
            throw new PkiProblemException(workshop.Files.At(NodePath)
                .Problem(PkiProblemId.MalformedKubeconfig, $"there is no {entry} in it that could be changed"));
    }

    private void SetCredential(KubeconfigEditor editor, IssuanceContext workshop)
    {
        using var key = workshop.NewKey(NewKey!);
        var certificate = Pem.Write("CERTIFICATE", workshop.IssuerOf(Authority!).Issue(Order!, key.PublicKeyInfo()));
        var old = editor.CredentialOf(User!)?.Key;
        var keyPem = workshop.KeyPem(key, old is not null && PrivateKey.IsEncryptedIn(workshop.Secret(old)));
        Require(editor.SetCredential(User!, certificate, keyPem), $"user {User}", workshop);
        workshop.Issued[NodePath] = (certificate, keyPem);
    }
}
