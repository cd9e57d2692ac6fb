using System.Runtime.CompilerServices;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>
/// Watches a collection for as long as the caller wants: a list, then its changes, then a list again where the server has forgotten too
/// much.
/// </summary>
internal sealed class Watcher<T>(
    ClusterTransport transport, Func<KubernetesApi, ApiResource<T>> select, ListQuery query, ClusterOptions options)
    where T : ApiObject
{
    private const int WatchSeconds = 300;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private string? _version;
    private int _failures;

    public async IAsyncEnumerable<ClusterChange<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changes = (_version is null ? ListAsync(cancellation) : WatchAsync(_version, cancellation))
                .GetAsyncEnumerator(cancellation);
            await using (changes.ConfigureAwait(false))
            {
                while (await NextAsync(changes, cancellation).ConfigureAwait(false) is { } change)
                {
                    _failures = 0;
                    yield return change;
                }
            }
        }
    }

    // A list that fails at its very start is an error: a person should know. Later, failures are waited out.
    private async Task<ClusterChange<T>?> NextAsync(IAsyncEnumerator<ClusterChange<T>> changes, CancellationToken cancellation)
    {
        try
        {
            return await changes.MoveNextAsync().ConfigureAwait(false) ? changes.Current : null;
        }
        catch (ClusterException e) when (e.Code == 410 || e.Reason is "Expired" or "Gone")
        {
            options.Trace($"watch: the last seen version is no longer available; listing again");
            _version = null;
            return null;
        }
        catch (ClusterException e) when (HasBegun && e.MayPass)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(1 << Math.Min(_failures++, 5), LongestWait.TotalSeconds));
            options.Warn(FormattableString.Invariant($"{e.Message}; retrying in {wait.TotalSeconds:0} s"));
            await Task.Delay(wait, options.Clock, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private bool HasBegun { get; set; }

    private async IAsyncEnumerable<ClusterChange<T>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var pager = new ListPager<T>(transport, select, query);
        var isFirst = true;
        // What went on at another state would have a gap that no watch fills.
        await foreach (var item in pager.ReadAsync(item => item, gap => throw gap, cancellation).ConfigureAwait(false))
        {
            if (isFirst)
                yield return new ClusterChange<T>(ClusterChangeKind.Restarted, null);
            isFirst = false;
            yield return new ClusterChange<T>(ClusterChangeKind.Added, item);
        }
        if (isFirst)
            yield return new ClusterChange<T>(ClusterChangeKind.Restarted, null);
        _version = pager.ResourceVersion
            ?? throw new ClusterException(ClusterProblemId.BadAnswer, "the list has no resourceVersion and cannot be watched");
        HasBegun = true;
    }

    private async IAsyncEnumerable<ClusterChange<T>> WatchAsync(string version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var started = options.Clock.GetTimestamp();
        using var call = transport.Call(cancellation);
        var resource = select(call.Api);
        using var answer = await resource.AskAsync(query.Watch(version, WatchSeconds), call.Deadline.Token).ConfigureAwait(false);
        using var deadline = transport.Deadline(TimeSpan.FromSeconds(WatchSeconds) + options.Timeout, cancellation);
        var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var lines = new WatchLines(stream, BoundedBody.RequestOf(answer), deadline);
            await foreach (var line in lines.ReadAsync(cancellation).ConfigureAwait(false))
            {
                if (Read(line, resource) is { } change)
                    yield return change;
            }
        }
        // A server that ends every watch at once is not asked in a circle.
        if (options.Clock.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
            await Task.Delay(TimeSpan.FromSeconds(1), options.Clock, cancellation).ConfigureAwait(false);
    }

    private ClusterChange<T>? Read(ReadOnlyMemory<byte> line, ApiResource<T> resource)
    {
        var request = $"watch of {resource.Kind} objects";
        var (type, json) = WatchEvent.Read(line)
            ?? throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: an event is not JSON with a type and an object");
        if (type == "ERROR")
            throw ClusterErrors.From(request, json);
        var item = resource.Read(json);
        _version = item.ResourceVersion ?? _version;
        return type switch
        {
            "ADDED" => new ClusterChange<T>(ClusterChangeKind.Added, item),
            "MODIFIED" => new ClusterChange<T>(ClusterChangeKind.Modified, item),
            "DELETED" => new ClusterChange<T>(ClusterChangeKind.Deleted, item),
            _ => null,
        };
    }
}
