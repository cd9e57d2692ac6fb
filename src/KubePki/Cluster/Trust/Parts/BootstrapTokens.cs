using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Tokens;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>The bootstrap tokens by which nodes join.</summary>
internal sealed class BootstrapTokens : TrustPart
{
    public override string Name => "bootstrap-tokens";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check("BootstrapTokenNotCleaned", FindingSeverity.Warning, "Bootstrap tokens expired and were not removed."),
        Check("BootstrapTokenMalformed", FindingSeverity.Warning, "Bootstrap tokens are malformed."),
        Check("BootstrapTokenNeverExpires", FindingSeverity.Warning, "Bootstrap tokens never expire."),
        Check("BootstrapTokenUsage", FindingSeverity.Information, "Bootstrap tokens cannot be used for kubeadm join."),
        Check("BootstrapTokenEnding", FindingSeverity.Information, "The last valid bootstrap token ends within two hours."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [BootstrapTokenReader.ListSecrets];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        if (!context.IsWanted("kube-system"))
            return;
        var tokens = await BootstrapTokenReader.ReadAsync(context, cancellation).ConfigureAwait(false) ?? [];
        context.Count("bootstrap tokens", tokens.Count);
        context.Report(new BootstrapTokenFaults(context.Now).Of(tokens));
        if (TrustEnds.OfTokens(tokens, context.Now) is { } end)
            context.Foresee(end);
        foreach (var token in tokens)
            token.Dispose();
    }
}
