using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// Signs a CA anew with the key that it has, and puts the new certificate wherever the old one stood. The key is read, and stays.
/// </summary>
internal sealed class RenewAuthority : RepairAction
{
    public required KubeCertificate Authority { get; init; }

    public required CertificateOrder Order { get; init; }

    /// <summary>The files in which the old certificate stands, each with all its certificates.</summary>
    public required IReadOnlyList<IGrouping<string, KubeCertificate>> Files { get; init; }

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        issuance.Renewed[Authority.Fingerprint] = issuance.SignAuthority(Authority, Order);
        // Two paths may lead to one file.
        return Files.Select(file => issuance.Write(file.Key, issuance.Bundle(file))).DistinctBy(change => change.NodePath);
    }
}
