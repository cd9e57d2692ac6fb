using KubePki.Changes.Editing;
using KubePki.Changes.Transactions;
using KubePki.Model;

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

/// <summary>Puts right what of a person's kubeconfig belongs to the cluster.</summary>
internal sealed class UpdateKubeconfigCopy : RepairAction
{
    public required string NodePath { get; init; }

    public required IReadOnlyList<CopiedUser> Users { get; init; }

    public required IReadOnlyList<CopiedCluster> Clusters { get; init; }

    public override bool MayBeLeftOut => true;

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
