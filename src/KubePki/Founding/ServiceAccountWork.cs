using KubePki.Issuing;
using KubePki.Layout;
using KubePki.Repair;
using KubePki.Writing;

namespace KubePki.Founding;

/// <summary>Makes the key pair of service accounts; of a key that is there only its public half.</summary>
internal sealed class ServiceAccountWork : RepairWork
{
    /// <summary>The kind of the key; null when it is there.</summary>
    public required KeyKind? NewKey { get; init; }

    public required string KeyPath { get; init; }

    public required string PublicKeyPath { get; init; }

    public override IEnumerable<KeyKind> NewKeys => NewKey is null ? [] : [NewKey];

    public override IEnumerable<PendingChange> Prepare(Workshop workshop)
    {
        using var key = NewKey is null ? workshop.KeyAt(KeyPath) : workshop.NewKey(NewKey);
        var half = workshop.Write(PublicKeyPath, Pem.Write("PUBLIC KEY", key.PublicKeyInfo()), FileModes.Key);
        return NewKey is null ? [half] : [workshop.WriteSecret(KeyPath, workshop.Secret(key.WritePem())), half];
    }
}
