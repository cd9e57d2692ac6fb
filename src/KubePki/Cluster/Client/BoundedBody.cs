using System.Net.Http;

namespace KubePki.Cluster.Client;

/// <summary>Reads the body of an answer that is one object.</summary>
internal static class BoundedBody
{
    /// <summary>How long an object may be, unpacked: 16 MiB. etcd takes 1.5 MiB, and an object in JSON may be some times as long.</summary>
    public const int Limit = 16 * 1024 * 1024;

    /// <exception cref="ClusterException">It is longer than any object may be, or was cut off, or did not come in time.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, Deadline deadline)
    {
        var buffer = new byte[16 * 1024];
        byte[]? large = null;
        var length = 0;
        try
        {
            var stream = await deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await deadline.ReadAsync(stream, buffer.AsMemory(length)).ConfigureAwait(false)) > 0)
                {
                    length += read;
                    if (length < buffer.Length)
                        continue;
                    if (large is not null)
                        throw new ClusterException(ClusterProblemId.BadAnswer, $"{RequestOf(answer)}: the response is larger than 16 MiB");
                    if (length >= LargeAnswers.Threshold)
                        large = await LargeAnswers.RentAsync(deadline).ConfigureAwait(false);
                    var larger = large ?? new byte[length * 2];
                    buffer.CopyTo(larger, 0);
                    buffer = larger;
                }
            }
            return large is null ? buffer.AsMemory(0, length) : buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            if (large is not null)
                LargeAnswers.Return(large, length);
        }
    }

    /// <summary>Which request was answered, for errors.</summary>
    public static string RequestOf(HttpResponseMessage answer) =>
        $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}";
}
