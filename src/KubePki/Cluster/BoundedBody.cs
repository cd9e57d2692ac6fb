using System.Net.Http;

namespace KubePki.Cluster;

/// <summary>Reads the body of an answer that is one object.</summary>
internal static class BoundedBody
{
    /// <exception cref="ClusterException">It is longer than any object may be, or was cut off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, string request, Deadline deadline)
    {
        using var body = new MemoryStream();
        var piece = new byte[16 * 1024];
        var stream = await deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int read;
            while ((read = await deadline.Run(async stop => await stream.ReadAsync(piece, stop).ConfigureAwait(false)).ConfigureAwait(false)) > 0)
            {
                body.Write(piece, 0, read);
                if (body.Length > JsonItems.ItemLimit)
                    throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: the answer is longer than 32 MiB");
            }
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
