using System.Net.Http;

namespace KubePki.Cluster.Client;

/// <summary>Reads the body of an answer that is one object.</summary>
internal static class BoundedBody
{
    /// <summary>How long an object may be, unpacked: 32 MiB. etcd takes 1.5 MiB, and an object in JSON may be some times as long.</summary>
    public const int Limit = 32 * 1024 * 1024;

    /// <exception cref="ClusterException">It is longer than any object may be, or was cut off, or did not come in time.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, Deadline deadline)
    {
        using var body = new MemoryStream();
        var piece = new byte[16 * 1024];
        var stream = await deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int read;
            while ((read = await deadline.ReadAsync(stream, piece).ConfigureAwait(false)) > 0)
            {
                body.Write(piece, 0, read);
                if (body.Length > Limit)
                    throw new ClusterException(ClusterProblemId.BadAnswer, $"{RequestOf(answer)}: the response is larger than 32 MiB");
            }
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Which request was answered, for errors.</summary>
    public static string RequestOf(HttpResponseMessage answer) =>
        $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}";
}
