using System.Net.Http;
using System.Runtime.CompilerServices;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Client;

/// <summary>Lists a collection page by page, as one call.</summary>
internal sealed class ListPager<T>(ClusterTransport transport, Func<KubernetesApi, ApiResource<T>> select, ListQuery query)
    where T : ApiObject
{
    /// <summary>The state of the cluster that the list shows; known at its end.</summary>
    public string? ResourceVersion { get; private set; }

    /// <summary>
    /// The objects, in the order of the server. When a list takes so long that the server has forgotten the state that it began to show
    /// (410), it is gone on with at the present state, if the server lets it and <paramref name="onGap"/> does not throw.
    /// </summary>
    /// <param name="read">Makes of each object what the caller wants; null to pass it over. It counts as a part of the call.</param>
    /// <param name="onGap">Is told that parts of the list are of different times.</param>
    /// <param name="cancellation">Stops it at once.</param>
    public async IAsyncEnumerable<TOut> ReadAsync<TOut>(
        Func<T, TOut?> read, Action<ClusterException> onGap, [EnumeratorCancellation] CancellationToken cancellation)
        where TOut : class
    {
        using var call = transport.Call(cancellation);
        var resource = select(call.Api);
        var bounds = new ListBounds($"list of {resource.Kind} objects");
        string? next = null;
        do
        {
            bounds.AddPage();
            using var answer = await PageAsync(resource, next, onGap, call.Deadline.Token).ConfigureAwait(false);
            var stream = await call.Deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var items = new JsonItems<T>(stream, resource, BoundedBody.RequestOf(answer), call.Deadline, bounds);
                while (await items.NextAsync().ConfigureAwait(false) is { } item)
                {
                    if (read(item) is not { } wanted)
                        continue;
                    call.Deadline.Pause();
                    yield return wanted;
                    call.Deadline.Resume();
                }
                if (items.Metadata.Continue == next && next is not null)
                {
                    throw new ClusterException(
                        ClusterProblemId.BadAnswer, $"{BoundedBody.RequestOf(answer)}: the server keeps returning the same page");
                }
                next = items.Metadata.Continue;
                ResourceVersion = items.Metadata.ResourceVersion;
            }
        }
        while (next is not null);
    }

    private async Task<HttpResponseMessage> PageAsync(
        ApiResource<T> resource, string? next, Action<ClusterException> onGap, CancellationToken cancellation)
    {
        try
        {
            return await resource.AskAsync(query.Page(next), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == 410 && next is not null && e.Continue is not null)
        {
            onGap(e);
            return await resource.AskAsync(query.Page(e.Continue), cancellation).ConfigureAwait(false);
        }
    }
}
