using System.Text;
using KubePki.Editing;
using KubePki.Issuing;
using KubePki.Model;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Puts a kubeconfig right: its credential, its CA, its server. Whatever else stands in it stays as it is.</summary>
internal sealed class KubeconfigWork : RepairWork
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

    /// <summary>The kubeconfig whose credential the user gets; null when it gets a new one, or none.</summary>
    public string? CopyOf { get; init; }

    /// <summary>The user of that kubeconfig.</summary>
    public string? CopyOfUser { get; init; }

    /// <summary>The cluster whose CA or server is put right; null to leave all clusters.</summary>
    public string? Cluster { get; init; }

    /// <summary>The CAs that the cluster is to trust; none to keep them.</summary>
    public IReadOnlyList<KubeCertificate> Bundle { get; init; } = [];

    public string? Server { get; init; }

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(Workshop workshop)
    {
        var editor = new KubeconfigEditor(NewText ?? Strict.GetString(workshop.BytesAt(NodePath)));
        if (User is not null && Order is not null)
            SetCredential(editor, workshop);
        if (User is not null && CopyOf is not null)
            CopyCredential(editor, workshop);
        if (User is not null && PemPath is not null)
            editor.SetCredentialFiles(User, PemPath, PemPath);
        if (Cluster is not null && Bundle.Count > 0)
            editor.SetAuthority(Cluster, workshop.Bundle(Bundle));
        if (Cluster is not null && Server is not null)
            editor.SetServer(Cluster, Server);
        return NewText is null && editor.IsUnchanged ? [] : [workshop.Write(NodePath, workshop.Secret(Strict.GetBytes(editor.Apply())), NewText is null ? null : 0b110_000_000)];
    }

    private void SetCredential(KubeconfigEditor editor, Workshop workshop)
    {
        using var key = workshop.NewKey(NewKey!);
        var certificate = Pem.Write("CERTIFICATE", workshop.IssuerOf(Authority!).Issue(Order!, key.PublicKeyInfo()));
        var keyPem = workshop.Secret(key.WritePem());
        editor.SetCredential(User!, certificate, keyPem);
        workshop.Issued[NodePath] = (certificate, keyPem);
    }

    // What was made in this run, else what the file holds.
    private void CopyCredential(KubeconfigEditor editor, Workshop workshop)
    {
        if (workshop.Issued.TryGetValue(CopyOf!, out var issued))
        {
            editor.SetCredential(User!, issued.Certificate, issued.Key);
            return;
        }
        var original = new KubeconfigEditor(Strict.GetString(workshop.BytesAt(CopyOf!)));
        if (original.CredentialOf(CopyOfUser!) is var (certificate, key))
            editor.SetCredential(User!, certificate, workshop.Secret(key));
    }
}
