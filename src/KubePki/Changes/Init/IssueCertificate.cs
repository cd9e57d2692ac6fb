using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>Issues a certificate that was not there, for a new key or for one that is there.</summary>
internal sealed class IssueCertificate : RepairAction
{
    public required CertificateOrder Order { get; init; }

    public required InitSigner Signer { get; init; }

    /// <summary>The kind of the new key; null when the key is there.</summary>
    public required KeyKind? NewKey { get; init; }

    public required string CertificatePath { get; init; }

    public required string KeyPath { get; init; }

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        using var key = NewKey is null ? issuance.KeyAt(KeyPath) : issuance.NewKey(NewKey);
        var certificate = issuance.Write(CertificatePath,
            Pem.Write("CERTIFICATE", Signer.IssuerIn(issuance).Issue(Order, key.PublicKeyInfo())), FileModes.Certificate);
        return NewKey is null ? [certificate] : [issuance.WriteSecret(KeyPath, issuance.Secret(key.WritePem())), certificate];
    }
}
