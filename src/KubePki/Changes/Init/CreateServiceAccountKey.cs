using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Node.Layout;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Init;

/// <summary>Makes the key pair of service accounts; of a key that is there only its public half.</summary>
internal sealed class CreateServiceAccountKey : RepairAction
{
    /// <summary>The kind of the key; null when it is there.</summary>
    public required KeyKind? NewKey { get; init; }

    public required string KeyPath { get; init; }

    public required string PublicKeyPath { get; init; }

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(IssuanceContext issuance)
    {
        using var key = NewKey is null ? issuance.KeyAt(KeyPath) : issuance.NewKey(NewKey);
        var half = issuance.Write(PublicKeyPath, Pem.Write("PUBLIC KEY", key.PublicKeyInfo()), FileModes.Key);
        return NewKey is null ? [half] : [issuance.WriteSecret(KeyPath, issuance.Secret(key.WritePem())), half];
    }
}
