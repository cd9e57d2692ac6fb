using KubePki.Cluster.Probing;
using KubePki.Cluster.Trust.Serving;
using KubePki.Kubernetes;
using KubePki.Pki.Verification;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust.Published;

/// <summary>Finds out what the API servers of a cluster serve: each behind the service kubernetes, as pods find them.</summary>
internal static class ServedTruthReader
{
    /// <summary>The name by which pods know an API server.</summary>
    public const string InnerName = "kubernetes.default.svc";

    private const int MaxServers = 9;

    /// <summary>The right to know where they listen.</summary>
    public static TrustRight Endpoints { get; } = new("get", "", "endpoints") { Name = "kubernetes", IsOptional = true };

    /// <summary>Where they listen, as far as that may be known; nowhere where only the kubeconfig's server may be connected to.</summary>
    public static Task<IReadOnlyList<EndpointAddress>> FindAsync(TrustContext context, CancellationToken cancellation) =>
        context.Shared.AskAsync("where API servers listen", context, asker => AskAsync(asker, cancellation));

    /// <summary>
    /// Dials them. Where none of them answers, the server of the kubeconfig counts; it may be a load balancer that ends TLS.
    /// </summary>
    public static Task<ServedTruth> ReadAsync(TrustContext context, CancellationToken cancellation) =>
        context.Shared.AskAsync("what API servers serve", context, asker => DialAsync(asker, cancellation));

    private static async Task<IReadOnlyList<EndpointAddress>> AskAsync(TrustContext context, CancellationToken cancellation) =>
        !context.Options.MayDial ? [] : [.. (await context.TryAsync(Endpoints,
            (api, stop) => api.ReadEndpointAddressesAsync("default", "kubernetes", stop), cancellation).ConfigureAwait(false) ?? [])
            .Where(address => OwnAddress.Objection(address.Host, context.Client.Server) is null).Take(MaxServers)];

    private static async Task<ServedTruth> DialAsync(TrustContext context, CancellationToken cancellation)
    {
        var targets = await FindAsync(context, cancellation).ConfigureAwait(false);
        var servers = await Task.WhenAll(targets.Select(address =>
            DialAsync(new ProbeTarget(address.Host, address.Port), InnerName, context, cancellation))).ConfigureAwait(false);
        var authorities = ClusterRoots.OfKubeconfig(context).Select(root => new AuthorityKey(root.Parsed)).ToList();
        var truth = new ServedTruth([.. servers.Where(server => !IsElsewhere(server, authorities))], context.AsOf);
        if (truth.IsKnown || !context.Client.IsDirect)
            return truth;
        var url = context.Client.Server;
        var named = await DialAsync(new ProbeTarget(url.IdnHost.Trim('[', ']'), url.Port), context.Client.CheckedName, context,
            cancellation).ConfigureAwait(false);
        return new ServedTruth([named], context.AsOf);
    }

    // From outside of the cluster an address of it may lead to a proxy that answers for everybody.
    private static bool IsElsewhere(ServedServer server, List<AuthorityKey> authorities) => server.Leaf is { } leaf
        && HostnameCheck.Check(leaf, InnerName, GoVersion.Newest) is not null
        && !server.Chain.Any(link => authorities.Exists(authority => authority.Signed(link)));

    private static async Task<ServedServer> DialAsync(
        ProbeTarget target, string name, TrustContext context, CancellationToken cancellation)
    {
        var seen = await Dialler.DialAsync(target, name, null, context.Options.DialTimeout, cancellation, onlyShakes: true)
            .ConfigureAwait(false);
        return new ServedServer(target.Endpoint, seen.Sent);
    }
}
