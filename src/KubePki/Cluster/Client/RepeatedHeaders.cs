using System.Buffers.Text;

namespace KubePki.Cluster.Client;

/// <summary>
/// Writes a header that has several values as several lines (HTTP/1.1). .NET puts them into one line with commas between, and Go's servers
/// then read one value: one would act as a member of a group named <c>a, b</c>.
/// </summary>
internal sealed class RepeatedHeaders(Stream inner) : Stream
{
    /// <summary>Stands between the values of a header until they are written; no value may contain it.</summary>
    public const char Separator = '\u2028';

    private static ReadOnlySpan<byte> SeparatorOctets => "\u2028"u8;

    private readonly MemoryStream _head = new();
    private long _body;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await inner.WriteAsync(Take(buffer.Span), cancellationToken).ConfigureAwait(false);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(Take(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    // Requests follow one another: a head up to its empty line, and as much body as the head says.
    private byte[] Take(ReadOnlySpan<byte> octets)
    {
        var output = new MemoryStream();
        while (!octets.IsEmpty)
        {
            if (_body > 0)
            {
                var part = (int)Math.Min(_body, octets.Length);
                output.Write(octets[..part]);
                _body -= part;
                octets = octets[part..];
                continue;
            }
            var before = (int)_head.Length;
            _head.Write(octets);
            var head = _head.GetBuffer().AsSpan(0, (int)_head.Length);
            var end = head.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                break;
            end += 4;
            WriteHead(head[..end], output);
            octets = octets[(end - before)..];
            _head.SetLength(0);
        }
        return output.ToArray();
    }

    private void WriteHead(ReadOnlySpan<byte> head, MemoryStream output)
    {
        while (!head.IsEmpty)
        {
            var line = head[..head.IndexOf("\r\n"u8)];
            head = head[(line.Length + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && line[..colon].SequenceEqual("Content-Length"u8)
                && Utf8Parser.TryParse(line[(colon + 2)..], out long length, out _))
                _body = length;
            var name = line[..(colon + 1)];
            for (int cut; colon > 0 && (cut = line.IndexOf(SeparatorOctets)) >= 0;)
            {
                output.Write(line[..cut]);
                output.Write("\r\n"u8);
                output.Write(name);
                output.Write(" "u8);
                line = line[(cut + SeparatorOctets.Length)..];
            }
            output.Write(line);
            output.Write("\r\n"u8);
        }
    }
}
