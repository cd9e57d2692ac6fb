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

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        using var key = NewKey is null ? issuance.KeyAt(KeyPath) : issuance.NewKey(NewKey);
        var certificate = Pem.Write("CERTIFICATE", issuance.IssuerOf(Authority).Issue(Order, key.PublicKeyInfo()));
        certificate = [.. certificate, .. issuance.Bundle(Chain)];
        if (CertificatePath == KeyPath)
            return [issuance.WriteSecret(CertificatePath, issuance.Secret([.. certificate,
                .. issuance.KeyPem(key, issuance.IsEncrypted(KeyPath))]))];
        var changes = NewKey is null ? issuance.KeepSecret(KeyPath).ToList()
            : [issuance.WriteSecret(KeyPath, issuance.KeyPem(key, issuance.IsEncrypted(KeyPath)))];
        changes.Add(issuance.Write(CertificatePath, certificate, issuance.Files.At(CertificatePath).Exists ? null : FileModes.Certificate));
        return changes;
    }
}
