using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>
/// Writes a kubeconfig that was not there, with its credential; kubelet's in a pem of its own, behind a link, as kubeadm leaves it.
/// </summary>
internal sealed class IssueKubeconfig : RepairAction
{
    public required string NodePath { get; init; }

    public required string Cluster { get; init; }

    public required string User { get; init; }

    public required string Server { get; init; }

    public required CertificateOrder Order { get; init; }

    public required InitSigner Signer { get; init; }

    public required KeyKind Key { get; init; }

    /// <summary>The minor release that it is made for; null when nothing tells.</summary>
    public int? Minor { get; init; }

    /// <summary>The link that the kubeconfig names; null when it holds the credential itself.</summary>
    public string? LinkPath { get; init; }

    /// <summary>The pem behind the link; null when the link is there.</summary>
    public string? PemPath { get; init; }

    public override IEnumerable<KeyKind> NewKeys => LinkPath is null || PemPath is not null ? [Key] : [];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var changes = new List<PendingChange>();
        var editor = new KubeconfigEditor(KubeconfigText.Write(Cluster, Server, User, Minor));
        editor.SetAuthority(Cluster, Signer.Bundle(issuance));
        if (LinkPath is not null)
            editor.SetCredentialFiles(User, LinkPath, LinkPath);
        if (LinkPath is null || PemPath is not null)
        {
            using var key = issuance.NewKey(Key);
            var certificate = Pem.Write("CERTIFICATE", Signer.IssuerIn(issuance).Issue(Order, key.PublicKeyInfo()));
            var keyPem = issuance.Secret(key.WritePem());
            if (PemPath is null)
                editor.SetCredential(User, certificate, keyPem);
            else
                changes.AddRange(PemBehindLink(issuance, issuance.Secret([.. certificate, .. keyPem])));
        }
        changes.Add(issuance.WriteSecret(NodePath, issuance.Secret(Encoding.UTF8.GetBytes(editor.Apply()))));
        return changes;
    }

    private PendingChange[] PemBehindLink(IssuanceContext issuance, byte[] pem) =>
    [
        issuance.WriteSecret(PemPath!, pem),
        new PendingChange
        {
            NodePath = LinkPath!,
            Kind = ChangeKind.Link,
            Expected = FileState.Of(issuance.Files, LinkPath!),
            LinkTarget = PemPath,
        },
    ];
}
