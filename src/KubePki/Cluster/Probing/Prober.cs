using System.Diagnostics;
using System.Runtime.CompilerServices;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Cluster.Probing;

/// <summary>Probes endpoints: what they really serve. It dials those that it is given, and nothing else.</summary>
public static class Prober
{
    /// <summary>Probes endpoints, several at once; the verdicts come in the order of the endpoints.</summary>
    /// <param name="targets">The endpoints.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops it at once.</param>
    /// <exception cref="ClusterException">The client certificate cannot be used.</exception>
    public static async IAsyncEnumerable<KubeEndpointVerdict> ProbeAsync(
        IEnumerable<ProbeTarget> targets, ProbeOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        using var identity = Identity(options);
        using var free = new SemaphoreSlim(Math.Max(1, options.Throttle));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var judge = new EndpointJudge(options);
        var limit = new SilenceLimit(options.GivesUp ? SilenceLimit.Usual : int.MaxValue);
        var running = targets.Select(target => OneAsync(target, options, judge, identity, (free, limit), stop.Token)).ToList();
        try
        {
            foreach (var verdict in running)
                yield return await verdict.ConfigureAwait(false);
        }
        finally
        {
            // Whoever does not want the rest leaves no connection behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static async Task<KubeEndpointVerdict> OneAsync(ProbeTarget target, ProbeOptions options,
        EndpointJudge judge, ClientIdentity? identity, (SemaphoreSlim Free, SilenceLimit Silence) limit,
        CancellationToken cancellation)
    {
        await limit.Free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (limit.Silence.Reason is { } reason)
                return judge.Judge(target, new Handshake { Unreachable = reason }, null);
            var watch = Stopwatch.StartNew();
            var name = options.ServerName ?? target.ServerName ?? target.Host;
            var seen = await Dialler.DialAsync(target, name, null, options.Timeout, cancellation, options.OnlyShakes).ConfigureAwait(false);
            limit.Silence.Note(seen, watch.Elapsed);
            if (!options.OnlyShakes && seen is { Unreachable: null, Failure: not null, Sent.Count: 0 })
                seen = seen with
                {
                    IsPlainHttp = await Dialler.IsPlainHttpAsync(target, options.Timeout, cancellation).ConfigureAwait(false),
                };
            var shown = identity is null || seen.Sent.Count == 0
                ? null
                : await Dialler.DialAsync(target, name, identity, options.Timeout, cancellation).ConfigureAwait(false);
            return judge.Judge(target, seen, shown);
        }
        finally
        {
            limit.Free.Release();
        }
    }

    private static ClientIdentity? Identity(ProbeOptions options)
    {
        if (options.CertificateFile is not { } file)
            return null;
        var certificates = ClusterAccess.ReadFile(file, "client certificate", ClusterProblemId.NoCredential);
        var key = options.KeyFile is null
            ? certificates
            : ClusterAccess.ReadFile(options.KeyFile, "client key", ClusterProblemId.NoCredential);
        try
        {
            return ClientIdentity.Read(certificates, key, file, options.Go);
        }
        finally
        {
            ClusterAccess.Wipe(key);
        }
    }
}
