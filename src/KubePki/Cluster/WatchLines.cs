using System.Buffers;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>Reads the lines of a watch: one JSON object each.</summary>
internal sealed class WatchLines(Stream stream, string request, Deadline deadline)
{
    /// <summary>The lines until the server ends the watch. A connection that breaks ends it, too: there is another.</summary>
    /// <exception cref="ClusterException">A line is no JSON, or too long.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        var scanned = 0;
        while (true)
        {
            var end = buffer.WrittenSpan[scanned..].IndexOf((byte)'\n');
            if (end < 0)
            {
                scanned = buffer.WrittenCount;
                if (scanned > JsonItems.ItemLimit)
                    throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: one of its events is longer than 32 MiB");
                if (await FillAsync(buffer, cancellation).ConfigureAwait(false) == 0)
                    yield break;
                continue;
            }
            var line = buffer.WrittenMemory[..(scanned + end)];
            var rest = buffer.WrittenSpan[(scanned + end + 1)..].ToArray();
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                yield return Parse(line);
            buffer.Clear();
            buffer.Write(rest);
            scanned = 0;
        }
    }

    private async Task<int> FillAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var read = await deadline.Run(async stop => await stream.ReadAsync(buffer.GetMemory(16 * 1024), stop).ConfigureAwait(false)).ConfigureAwait(false);
            buffer.Advance(read);
            return read;
        }
        catch (Exception e) when (e is ClusterException { Id: ClusterProblemId.ServerUnreachable or ClusterProblemId.ServerTimeout } or HttpRequestException)
        {
            cancellation.ThrowIfCancellationRequested();
            return 0;
        }
    }

    private JsonElement Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 128 });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new JsonException("it is not an object");
        }
        catch (JsonException e)
        {
            throw new ClusterException(ClusterProblemId.BadAnswer, $"{request}: an event is not JSON: {e.Message}", e);
        }
    }
}
