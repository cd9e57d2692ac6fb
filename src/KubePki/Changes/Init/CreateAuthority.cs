using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.Init;

/// <summary>Makes a CA: its key, and the certificate with which it signs itself.</summary>
internal sealed class CreateAuthority : RepairAction
{
    public required CertificateOrder Order { get; init; }

    public required KeyKind Key { get; init; }

    public required string CertificatePath { get; init; }

    public required string KeyPath { get; init; }

    /// <summary>The certificate, once it is made.</summary>
    public ParsedCertificate? Made { get; private set; }

    public override IEnumerable<KeyKind> NewKeys => [Key];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        var key = issuance.NewKey(Key);
        issuance.Keep(KeyPath, key);
        var der = Issuer.IssueAuthority(Order, key);
        Made = CertificateParser.Parse(der, GoVersion.Newest);
        return [issuance.WriteSecret(KeyPath, issuance.Secret(key.WritePem())),
            issuance.Write(CertificatePath, Pem.Write("CERTIFICATE", der), FileModes.Certificate)];
    }
}
