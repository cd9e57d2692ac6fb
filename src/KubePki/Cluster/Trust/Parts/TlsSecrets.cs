using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>Certificates and keys in Secrets.</summary>
internal sealed class TlsSecrets : TrustPart
{
    private static readonly TrustRight ListSecrets = new("list", "", "secrets");

    public override string Name => "secrets";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("SecretCertificateExpired", FindingSeverity.Error, "A certificate in a Secret has expired."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ListSecrets];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        await foreach (var target in context.ListAsync(ListSecrets, api => api.Secrets, Read, cancellation: cancellation)
            .ConfigureAwait(false))
            context.Count("Secrets");
    }

    private static TrustObject Read(ClusterSecret secret)
    {
        using (secret)
            return TrustObject.Of("Secret", secret);
    }
}
