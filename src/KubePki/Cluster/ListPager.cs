using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>Lists a collection page by page.</summary>
internal sealed class ListPager(ClusterTransport transport, string path, ListQuery query)
{
    /// <summary>The state of the cluster that the list shows; known at its end.</summary>
    public string? ResourceVersion { get; private set; }

    /// <summary>
    /// The objects, in the order of the server. When a list takes so long that the server has forgotten the state that it began to show (410), it is gone on
    /// with at the present state, if the server lets it and <paramref name="onGap"/> does not throw.
    /// </summary>
    public async IAsyncEnumerable<JsonElement> ReadAsync(Action<ClusterException> onGap, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            using var answer = await PageAsync(next, onGap, cancellation).ConfigureAwait(false);
            using var deadline = transport.Deadline(cancellation);
            var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var items = new JsonItems(stream, $"GET {path}", deadline);
                await foreach (var item in items.ReadAsync(cancellation).ConfigureAwait(false))
                    yield return item;
                if (items.Continue == next && next is not null)
                    throw new ClusterException(ClusterProblemId.BadAnswer, $"GET {path}: the server sends the same page over and over");
                next = items.Continue;
                ResourceVersion = items.ResourceVersion;
            }
        }
        while (next is not null);
    }

    private async Task<HttpResponseMessage> PageAsync(string? next, Action<ClusterException> onGap, CancellationToken cancellation)
    {
        try
        {
            return await transport.SendAsync(HttpMethod.Get, path + query.Page(next), null, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.Code == 410 && next is not null && e.Continue is not null)
        {
            onGap(e);
            return await transport.SendAsync(HttpMethod.Get, path + query.Page(e.Continue), null, cancellation).ConfigureAwait(false);
        }
    }
}
