using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>Issues a certificate into its file, with its key beside it or in the same file.</summary>
internal sealed class RenewCertificate : RepairAction
{
    public required CertificateOrder Order { get; init; }

    public required KubeCertificate Authority { get; init; }

    /// <summary>The kind of the new key; null keeps the old one.</summary>
    public required KeyKind? NewKey { get; init; }

    public required string CertificatePath { get; init; }

    public required string KeyPath { get; init; }

    /// <summary>Certificates that stood behind the old one in its file.</summary>
    public IReadOnlyList<KubeCertificate> Chain { get; init; } = [];

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext workshop)
    {
        using var key = NewKey is null ? workshop.KeyAt(KeyPath) : workshop.NewKey(NewKey);
        var certificate = Pem.Write("CERTIFICATE", workshop.IssuerOf(Authority).Issue(Order, key.PublicKeyInfo()));
        certificate = [.. certificate, .. workshop.Bundle(Chain)];
        if (CertificatePath == KeyPath)
            return [workshop.WriteSecret(CertificatePath, workshop.Secret([.. certificate,
                .. workshop.KeyPem(key, workshop.IsEncrypted(KeyPath))]))];
        var changes = NewKey is null ? workshop.KeepSecret(KeyPath).ToList()
            : [workshop.WriteSecret(KeyPath, workshop.KeyPem(key, workshop.IsEncrypted(KeyPath)))];
        changes.Add(workshop.Write(CertificatePath, certificate, workshop.Files.At(CertificatePath).Exists ? null : FileModes.Certificate));
        return changes;
    }
}
