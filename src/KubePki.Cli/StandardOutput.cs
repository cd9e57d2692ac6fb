namespace KubePki.Cli;

/// <summary>The stream below the console's writer, for writers of bytes.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>A buffered stream that ends up where the writer writes.</summary>
    public static Stream Open(TextWriter output)
    {
        output.Flush();
        Progress.Stop();
        if (output == TextWriter.Null)
            return Stream.Null;
        return new BufferedStream(
            output is StreamWriter { BaseStream: var stream } ? new OpenStream(stream) : Console.OpenStandardOutput(), 64 * 1024);
    }

    /// <summary>
    /// A writer to the standard output that also says that nobody reads it any more, which the console keeps to itself; null where the
    /// output goes elsewhere.
    /// </summary>
    /// <exception cref="IOException">The standard output is closed.</exception>
    public static StreamWriter? Strict(TextWriter output) => output != Console.Out || OperatingSystem.IsWindows() ? null
        : new StreamWriter(new BufferedStream(new DescriptorStream(Descriptor))) { AutoFlush = true };

    /// <summary>A stream that others close and that stays open.</summary>
    private sealed class OpenStream(Stream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => stream.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);
    }
}
