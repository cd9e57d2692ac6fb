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

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var editor = NewText is not null ? new KubeconfigEditor(NewText) : issuance.Edit(NodePath, text => new KubeconfigEditor(text));
        if (User is not null && Order is not null)
            SetCredential(editor, issuance);
        if (User is not null && PemPath is not null)
            Require(editor.SetCredentialFiles(User, PemPath, PemPath), $"user {User}", issuance);
        if (Cluster is not null && Bundle.Count > 0)
            Require(editor.SetAuthority(Cluster, issuance.Bundle(Bundle)), $"cluster {Cluster}", issuance);
        if (Cluster is not null && Server is not null)
            Require(editor.SetServer(Cluster, Server), $"cluster {Cluster}", issuance);
        if (NewText is null && editor.IsUnchanged)
            return [];
        var text = issuance.Encode(editor.Apply());
        return [NewText is null && Order is null ? issuance.Write(NodePath, text) : issuance.WriteSecret(NodePath, text)];
    }

    private void Require(bool isThere, string entry, IssuanceContext issuance)
    {
        if (!isThere)
            throw new PkiProblemException(issuance.Files.At(NodePath)
                .Problem(PkiProblemId.MalformedKubeconfig, $"it has no {entry} that can be changed"));
    }

    private void SetCredential(KubeconfigEditor editor, IssuanceContext issuance)
    {
        using var key = issuance.NewKey(NewKey!);
        var certificate = Pem.Write("CERTIFICATE", issuance.IssuerOf(Authority!).Issue(Order!, key.PublicKeyInfo()));
        var old = editor.CredentialOf(User!)?.Key;
        var keyPem = issuance.KeyPem(key, old is not null && PrivateKey.IsEncryptedIn(issuance.Secret(old)));
        Require(editor.SetCredential(User!, certificate, keyPem), $"user {User}", issuance);
        issuance.Issued[NodePath] = (certificate, keyPem);
    }
}
