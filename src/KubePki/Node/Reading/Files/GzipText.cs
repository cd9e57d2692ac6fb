using System.Buffers.Binary;
using System.IO.Compression;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// Text out of gzip, which also notices that the end is missing: <see cref="GZipStream"/> takes a file that was cut off for a whole one.
/// Of several members in one file only damage is noticed.
/// </summary>
/// <param name="source">The compressed bytes.</param>
internal sealed class GzipText(Stream source) : PassingStream
{
    private readonly Watch _watch = new(source);
    private GZipStream? _text;
    private uint _length;

    public override int Read(Span<byte> buffer)
    {
        _text ??= new GZipStream(_watch, CompressionMode.Decompress);
        var read = _text.Read(buffer);
        _length += (uint)read;
        if (read == 0 && !buffer.IsEmpty && _watch.Members == 1 && _watch.LengthOfLast != _length)
            throw new InvalidDataException();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text?.Dispose();
            _watch.Dispose();
        }
        base.Dispose(disposing);
    }

    // Keeps the last bytes, which say how long the text is, and looks for the marks of further members.
    private sealed class Watch(Stream source) : PassingStream
    {
        private static readonly byte[] Mark = [0x1f, 0x8b, 0x08];

        private readonly byte[] _last = new byte[4];

        public int Members { get; private set; }

        public uint LengthOfLast => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            var octets = (ReadOnlySpan<byte>)buffer[..read];
            // A mark across two reads: the end of what came before is looked at again.
            ReadOnlySpan<byte> seam = [.. _last.AsSpan(2), .. octets[..Math.Min(2, read)]];
            Members += octets.Count(Mark) + seam.Count(Mark);
            var keep = octets.Length >= 4 ? octets[^4..] : [.. _last.AsSpan(octets.Length), .. octets];
            keep.CopyTo(_last);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
