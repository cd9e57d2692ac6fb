using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>Watches a collection for as long as the caller wants: a list, then its changes, then a list again where the server has forgotten too much.</summary>
internal sealed class Watcher(ClusterTransport transport, string path, ListQuery query, ClusterOptions options)
{
    private const int WatchSeconds = 300;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private string? _version;
    private int _failures;

    public async IAsyncEnumerable<ClusterChange> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changes = (_version is null ? ListAsync(cancellation) : WatchAsync(_version, cancellation)).GetAsyncEnumerator(cancellation);
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
    private async Task<ClusterChange?> NextAsync(IAsyncEnumerator<ClusterChange> changes, CancellationToken cancellation)
    {
        try
        {
            return await changes.MoveNextAsync().ConfigureAwait(false) ? changes.Current : null;
        }
        catch (ClusterException e) when (e.Code == 410 || e.Reason is "Expired" or "Gone")
        {
            options.Trace($"watch {path}: the server has forgotten the state that was seen last; listing again");
            _version = null;
            return null;
        }
        catch (ClusterException e) when (HasBegun && e.MayPass)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(1 << Math.Min(_failures++, 5), LongestWait.TotalSeconds));
            options.Warn(FormattableString.Invariant($"{e.Message}; asking again in {wait.TotalSeconds:0} s"));
            await Task.Delay(wait, options.Clock, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private bool HasBegun { get; set; }

    private async IAsyncEnumerable<ClusterChange> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var pager = new ListPager(transport, path, query);
        var isFirst = true;
        // What went on at another state would have a gap that no watch fills.
        await foreach (var item in pager.ReadAsync(gap => throw gap, cancellation).ConfigureAwait(false))
        {
            if (isFirst)
                yield return new ClusterChange(ClusterChangeKind.Restarted, default);
            isFirst = false;
            yield return new ClusterChange(ClusterChangeKind.Added, item);
        }
        if (isFirst)
            yield return new ClusterChange(ClusterChangeKind.Restarted, default);
        _version = pager.ResourceVersion ?? throw new ClusterException(ClusterProblemId.BadAnswer, $"GET {path}: the list has no resourceVersion");
        HasBegun = true;
    }

    private async IAsyncEnumerable<ClusterChange> WatchAsync(string version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var started = options.Clock.GetTimestamp();
        using var answer = await transport.SendAsync(HttpMethod.Get, path + query.Watch(version, WatchSeconds), null, cancellation).ConfigureAwait(false);
        using var deadline = new Deadline(TimeSpan.FromSeconds(WatchSeconds) + options.Timeout, options.Clock, new Uri(answer.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority)), cancellation);
        var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var line in new WatchLines(stream, $"watch {path}", deadline).ReadAsync(cancellation).ConfigureAwait(false))
            {
                if (Read(line) is { } change)
                    yield return change;
            }
        }
        // A server that ends every watch at once is not asked in a circle.
        if (options.Clock.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
            await Task.Delay(TimeSpan.FromSeconds(1), options.Clock, cancellation).ConfigureAwait(false);
    }

    private ClusterChange? Read(JsonElement line)
    {
        var type = line.TryGetProperty("type", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        if (type is null || !line.TryGetProperty("object", out var item) || item.ValueKind != JsonValueKind.Object)
            throw new ClusterException(ClusterProblemId.BadAnswer, $"watch {path}: an event has no type or no object");
        if (type == "ERROR")
            throw ClusterErrors.From($"watch {path}", item);
        if (item.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("resourceVersion", out var version) && version.ValueKind == JsonValueKind.String)
            _version = version.GetString();
        return type switch
        {
            "ADDED" => new ClusterChange(ClusterChangeKind.Added, item),
            "MODIFIED" => new ClusterChange(ClusterChangeKind.Modified, item),
            "DELETED" => new ClusterChange(ClusterChangeKind.Deleted, item),
            _ => null,
        };
    }
}
