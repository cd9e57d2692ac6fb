namespace KubePki.Cli;

/// <summary>The stream below the console's writer, for writers of bytes.</summary>
internal static class StandardOutput
{
    /// <summary>A buffered stream that ends up where the writer writes.</summary>
    public static Stream Open(TextWriter output)
    {
        output.Flush();
        return new BufferedStream(output is StreamWriter writer ? writer.BaseStream : Console.OpenStandardOutput(), 64 * 1024);
    }
}
