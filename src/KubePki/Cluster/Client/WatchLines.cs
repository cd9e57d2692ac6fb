using System.Buffers;
using System.Runtime.CompilerServices;

namespace KubePki.Cluster.Client;

/// <summary>Reads the lines of a watch: one JSON object each.</summary>
internal sealed class WatchLines(Stream stream, string request, Deadline deadline)
{
    /// <summary>
    /// The lines, each good until the next is asked for, until the server ends the watch. A connection that breaks ends it, too: there is
    /// another.
    /// </summary>
    /// <exception cref="ClusterException">A line is too long.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var scanned = 0;
        while (true)
        {
            var end = buffer.WrittenSpan[scanned..].IndexOf((byte)'\n');
            if (end < 0)
            {
                scanned = buffer.WrittenCount;
                if (scanned > BoundedBody.Limit)
                    throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: one of its events is larger than 16 MiB");
                if (await FillAsync(buffer, cancellation).ConfigureAwait(false) == 0)
                    yield break;
                continue;
            }
            var line = buffer.WrittenMemory[..(scanned + end)];
            var rest = buffer.WrittenSpan[(scanned + end + 1)..].ToArray();
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                yield return line;
            buffer.Clear();
            buffer.Write(rest);
            scanned = 0;
        }
    }

    private async Task<int> FillAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var read = await deadline.ReadAsync(stream, buffer.GetMemory(16 * 1024)).ConfigureAwait(false);
            buffer.Advance(read);
            return read;
        }
        catch (ClusterException e) when (e.Id is ClusterProblemId.ServerUnreachable or ClusterProblemId.ServerTimeout)
        {
            cancellation.ThrowIfCancellationRequested();
            return 0;
        }
    }
}
