using KubePki.Issuing;
using KubePki.Model;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Gives kubelet a new pem, lets its link lead there, and its kubeconfig name the link: as kubelet itself would have it after a rotation.</summary>
internal sealed class KubeletWork : RepairWork
{
    public required CertificateOrder Order { get; init; }

    public required KubeCertificate Authority { get; init; }

    public required KeyKind NewKey { get; init; }

    /// <summary>The new pem.</summary>
    public required string PemPath { get; init; }

    /// <summary>The link that kubelet loads.</summary>
    public required string LinkPath { get; init; }

    /// <summary>The kubeconfig, put right or made.</summary>
    public required KubeconfigWork Kubeconfig { get; init; }

    public override IEnumerable<KeyKind> NewKeys => [NewKey];

    public override IEnumerable<PendingChange> Prepare(Workshop workshop)
    {
        using var key = workshop.NewKey(NewKey);
        var certificate = Pem.Write("CERTIFICATE", workshop.IssuerOf(Authority).Issue(Order, key.PublicKeyInfo()));
        var pem = workshop.Secret([.. certificate, .. workshop.Secret(key.WritePem())]);
        return
        [
            workshop.Write(PemPath, pem, 0b110_000_000),
            new PendingChange { NodePath = LinkPath, Kind = ChangeKind.Link, Expected = FileState.Of(workshop.Files, LinkPath), LinkTarget = PemPath },
            .. Kubeconfig.Prepare(workshop),
        ];
    }
}
