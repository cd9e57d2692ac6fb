using System.Diagnostics;
using KubePki.Cluster.Client;
using KubePki.Cluster.Probing;
using KubePki.Kubernetes;
using KubePki.Model;
using KubePki.Node.Verdicts;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust;

/// <summary>
/// Finds the certificates that a webhook or an aggregated API server really serves: by connecting to it, else through the API server's port
/// forward to a pod behind its service, else in the Secrets that its pods mount. Addresses come from the cluster, so nothing but a
/// handshake is made there. Each server is asked once.
/// </summary>
internal sealed class ServedCertificateFinder(TrustOptions options) : IDisposable
{
    /// <summary>The right to see a service.</summary>
    public static readonly TrustRight GetService = new("get", "", "services");

    /// <summary>The right to see the pods behind it.</summary>
    public static readonly TrustRight ListPods = new("list", "", "pods");

    /// <summary>The right to connect to them through the API server.</summary>
    public static readonly TrustRight Forward = new("get", "", "pods/portforward") { IsOptional = true };

    /// <summary>The same, as other releases of the API server ask for it.</summary>
    public static readonly TrustRight CreateForward = new("create", "", "pods/portforward") { IsOptional = true };

    /// <summary>The right to read a Secret that they mount.</summary>
    public static readonly TrustRight GetSecret = new("get", "", "secrets");

    // So many addresses of services without an answer: then this machine is not in the cluster's network.
    private const int Enough = 2;
    private const int MaxPods = 2;
    private const int MaxSeen = 50;
    private const int MaxSecrets = 10;

    private readonly SilenceLimit _dialled = new();
    private readonly SilenceLimit _forwarded = new();
    private readonly SemaphoreSlim _free = new(Math.Max(1, options.Throttle));
    private int _unanswered;
    private int _answered;

    /// <summary>All rights that it uses.</summary>
    public static IReadOnlyList<TrustRight> Rights { get; } = [GetService, ListPods, Forward, CreateForward, GetSecret];

    /// <summary>What a target serves.</summary>
    /// <exception cref="ClusterException">The API server does not answer.</exception>
    public Task<ServedSight> FindAsync(TrustContext context, CallTarget target, CancellationToken cancellation) =>
        // The same server is the same, whoever is believed there.
        context.Shared.AskAsync((target.Url, target.Service), context, asker => SeeAsync(asker, target, cancellation));

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async Task<ServedSight> SeeAsync(TrustContext context, CallTarget target, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return target.Service is { } service ? await OfServiceAsync(context, service, cancellation).ConfigureAwait(false)
                : await OfUrlAsync(context, target.Url ?? "", cancellation).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<ServedSight> OfUrlAsync(TrustContext context, string url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != "https")
            return new ServedSight { Host = "", Tried = [$"{Printable.Cut(ShownUrl.Of(url)!)} is not an https URL"] };
        if (address.UserInfo.Length > 0)
            return new ServedSight { Host = "", Tried = [$"{Printable.Cut(ShownUrl.Of(url)!)}: a user in the URL is not allowed"] };
        var host = address.IdnHost.Trim('[', ']');
        var sight = new ServedSight { Host = host };
        return options.MayDial ? await DialAsync(context, sight, host, address.Port, cancellation).ConfigureAwait(false)
            : sight with { Tried = [$"{host}: not connected to, as asked"] };
    }

    private async Task<ServedSight> OfServiceAsync(TrustContext context, ServiceReference reference, CancellationToken cancellation)
    {
        var sight = new ServedSight { Host = $"{reference.Name}.{reference.Namespace}.svc" };
        BackendService? service;
        try
        {
            service = await context.Client.CallAsync(
                (api, stop) => api.ReadServiceAsync(reference.Namespace, reference.Name, stop), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == 404)
        {
            return sight with { Absent = $"Service {reference.Namespace}/{reference.Name} does not exist" };
        }
        catch (ClusterException e) when (e.Code == 403 || e.Id == ClusterProblemId.BadAnswer)
        {
            context.Tell(e, GetService);
            return sight with { Tried = [$"Service {reference.Namespace}/{reference.Name}: {e.Message}"] };
        }
        sight = await DialServiceAsync(context, sight, service, reference.Port, cancellation).ConfigureAwait(false);
        if (sight.Sent.Count > 0 || service.Selector is not { } selector)
            return sight;
        var pods = await PodsAsync(context, reference.Namespace, selector, cancellation).ConfigureAwait(false);
        if (pods is null)
            return sight;
        if (pods.Count == 0)
            return sight with { Absent = $"no pod is behind Service {reference.Namespace}/{reference.Name}" };
        if (pods.Count < MaxSeen && !service.TakesUnready && !pods.Exists(pod => pod.IsReady))
            return sight with { Absent = $"no pod behind Service {reference.Namespace}/{reference.Name} is ready" };
        sight = await ForwardAsync(context, sight, service, reference, pods, cancellation).ConfigureAwait(false);
        return sight.Sent.Count > 0 ? sight
            : await SecretsAsync(context, sight, reference.Namespace, pods, cancellation).ConfigureAwait(false);
    }

    private async Task<ServedSight> DialServiceAsync(
        TrustContext context, ServedSight sight, BackendService service, int port, CancellationToken cancellation)
    {
        if (!options.MayDial)
            return sight;
        if ((service.ExternalName ?? service.Address) is not { } address)
            return sight;
        if (Volatile.Read(ref _answered) == 0 && Volatile.Read(ref _unanswered) >= Enough)
            return sight with { Tried = [.. sight.Tried, $"{address}:{port}: the network of services is not reachable from here"] };
        var seen = await DialAsync(context, sight, address, port, cancellation).ConfigureAwait(false);
        var subject = seen.Sent.Count == 0 ? null : CertificateParser.Parse(seen.Sent[0], options.Go);
        // From outside of the cluster an address of its network may be somebody else's: a gateway's, or a proxy's that takes all.
        var isElsewhere = subject is not null && HostnameCheck.Check(subject, sight.Host, options.Go) is not null;
        if (subject is null || isElsewhere)
            Interlocked.Increment(ref _unanswered);
        else
            Interlocked.Increment(ref _answered);
        return !isElsewhere ? seen : sight with
        {
            Tried = [.. sight.Tried, $"{address}:{port}: it serves a certificate for {subject!.Subject}, not for {sight.Host}; "
                + "from here the address may lead elsewhere"],
        };
    }

    private async Task<ServedSight> DialAsync(
        TrustContext context, ServedSight sight, string address, int port, CancellationToken cancellation)
    {
        var target = new ProbeTarget(address, port);
        if ((OwnAddress.Objection(address, context.Client.Server) ?? _dialled.Reason) is { } reason)
            return sight with { Tried = [.. sight.Tried, $"{target.Endpoint}: {reason}"] };
        var watch = Stopwatch.StartNew();
        var seen = await Dialler.DialAsync(target, sight.Host, null, options.DialTimeout, cancellation, onlyShakes: true)
            .ConfigureAwait(false);
        _dialled.Note(seen, watch.Elapsed);
        return Seen(sight, seen, $"connected to {target.Endpoint}", target.Endpoint);
    }

    private static ServedSight Seen(ServedSight sight, Handshake seen, string way, string place) => seen.Sent.Count > 0
        ? sight with { Sent = seen.Sent, Way = way }
        : sight with { Tried = [.. sight.Tried, $"{place}: {seen.Unreachable ?? seen.Failure ?? "it sent no certificate"}"] };

    // Those that are ready first; null where they may not be seen.
    private static async Task<List<ClusterPod>?> PodsAsync(
        TrustContext context, string @namespace, string selector, CancellationToken cancellation)
    {
        var pods = new List<ClusterPod>();
        var query = new ListQuery { LabelSelector = selector, PageSize = MaxSeen };
        try
        {
            await foreach (var pod in context.Client.ListAsync(api => api.PodsOf(@namespace), pod => pod.Problem is null ? pod : null,
                query, cancellation).ConfigureAwait(false))
            {
                pods.Add(pod);
                if (pods.Count == MaxSeen)
                    break;
            }
        }
        catch (ClusterException e) when (e.Code == 403 || e.Id == ClusterProblemId.BadAnswer)
        {
            context.Tell(e, ListPods);
            return null;
        }
        return [.. pods.OrderByDescending(pod => pod.IsReady)];
    }

    private async Task<ServedSight> ForwardAsync(TrustContext context, ServedSight sight, BackendService service,
        ServiceReference reference, List<ClusterPod> pods, CancellationToken cancellation)
    {
        if (!options.MayForward)
            return sight;
        foreach (var pod in pods.Where(pod => pod.IsReady).Take(MaxPods))
        {
            if (service.PortOn(reference.Port, pod) is not { } port)
            {
                sight = sight with { Tried = [.. sight.Tried,
                    $"Pod {reference.Namespace}/{pod.Name}: it does not have the service's port"] };
                continue;
            }
            var place = $"port-forward to pod {reference.Namespace}/{pod.Name}:{port}";
            sight = await ForwardAsync(context, sight, reference.Namespace, pod.Name, port, place, cancellation).ConfigureAwait(false);
            if (sight.Sent.Count > 0)
                break;
        }
        return sight;
    }

    private async Task<ServedSight> ForwardAsync(
        TrustContext context, ServedSight sight, string @namespace, string pod, int port, string place, CancellationToken cancellation)
    {
        if (_forwarded.Reason is { } reason)
            return sight with { Tried = [.. sight.Tried, $"{place}: {reason}"] };
        var watch = Stopwatch.StartNew();
        try
        {
            var tunnel = await context.Client.ForwardAsync(@namespace, pod, port, cancellation).ConfigureAwait(false);
            await using (tunnel.ConfigureAwait(false))
            {
                var seen = await Dialler.ShakeAsync(tunnel, sight.Host, options.DialTimeout, cancellation).ConfigureAwait(false);
                _forwarded.Note(seen, watch.Elapsed);
                return Seen(sight, tunnel.Failure is { } failure ? seen with { Failure = failure } : seen, place, place);
            }
        }
        catch (ClusterException e)
        {
            _forwarded.Note(new Handshake(), watch.Elapsed);
            // The place says what was asked for, the URL not more.
            var words = Printable.Beginning(e.StatusMessage ?? e.Message, TunnelWords.MaxLength);
            return sight with { Tried = [.. sight.Tried, $"{place}: {words}"] };
        }
    }

    private async Task<ServedSight> SecretsAsync(
        TrustContext context, ServedSight sight, string @namespace, List<ClusterPod> pods, CancellationToken cancellation)
    {
        foreach (var name in pods.SelectMany(pod => pod.Secrets).Distinct(StringComparer.Ordinal).Take(MaxSecrets))
        {
            using var secret = await context.TryAsync(GetSecret, (api, stop) => api.ReadSecretAsync(@namespace, name, stop), cancellation)
                .ConfigureAwait(false);
            if (secret is null || CertificateFile.Read(secret.Data(SecretMaterial.Certificate).Span, options.Go).Lenient
                is not { Count: > 0 } chain)
                continue;
            // Pods mount more than what they serve with: only what is for the service's name can be meant.
            if (HostnameCheck.Check(chain[0], sight.Host, options.Go) is not null)
                continue;
            return sight with
            {
                Sent = [.. chain.Select(parsed => parsed.Raw.ToArray())],
                Way = $"in Secret {@namespace}/{name}, which pod {pods.First(pod => pod.Secrets.Contains(name)).Name} mounts",
                IsOfSecret = true,
                Secret = TrustObject.Of("Secret", secret),
                SecretAuthority = secret.Data(SecretMaterial.Authority).ToArray(),
            };
        }
        return sight with { Tried = [.. sight.Tried, $"no Secret that its pods mount has a tls.crt for {sight.Host}"] };
    }
}
