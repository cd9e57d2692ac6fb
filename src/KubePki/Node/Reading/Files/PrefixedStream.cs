namespace KubePki.Node.Reading.Files;

/// <summary>A stream whose first bytes were read already, to see what it is.</summary>
/// <param name="prefix">Those bytes.</param>
/// <param name="rest">What follows them.</param>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : PassingStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    public override int Read(Span<byte> buffer)
    {
        if (_prefix.IsEmpty || buffer.IsEmpty)
            return rest.Read(buffer);
        var length = Math.Min(_prefix.Length, buffer.Length);
        _prefix.Span[..length].CopyTo(buffer);
        _prefix = _prefix[length..];
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
