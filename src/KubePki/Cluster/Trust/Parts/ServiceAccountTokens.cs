using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The issuer and the keys of service accounts' tokens.</summary>
internal sealed class ServiceAccountTokens : TrustPart
{
    private static readonly TrustRight ReadIssuer = TrustRight.OfUrl("/.well-known/openid-configuration");
    private static readonly TrustRight ReadKeys = TrustRight.OfUrl("/openid/v1/jwks");

    public override string Name => "service-accounts";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("ServiceAccountKeysNone", FindingSeverity.Error, "The API server publishes no key of service accounts' tokens."),
        Check("ServiceAccountKeyDiffers", FindingSeverity.Error, "The API server does not accept tokens of the control plane's key."),
        Check("ServiceAccountKeyUnknown", FindingSeverity.Warning, "The token in use is of a key that the API server does not publish."),
        Check("ServiceAccountIssuer", FindingSeverity.Warning, "Issuers of service accounts' tokens differ."),
        Check("ServiceAccountKeysSeveral", FindingSeverity.Information, "The API server accepts tokens of several keys."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [ReadIssuer, ReadKeys];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var faults = new TokenKeyFaults
        {
            Configuration = await context.TryAsync(ReadIssuer, (api, stop) => api.ReadIssuerAsync(stop),
                cancellation).ConfigureAwait(false),
            KeySet = await context.TryAsync(ReadKeys, (api, stop) => api.ReadTokenKeysAsync(stop), cancellation).ConfigureAwait(false),
            Node = context.Options.Node,
            Own = context.Client.OfToken(TokenClaims.Read),
        };
        context.Report(faults.Faults());
    }
}
