using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KubePki.Node.Files.Archives;

/// <summary>Tells archives from other files by their first bytes; names promise nothing.</summary>
internal static class ArchiveForm
{
    private const int Block = 512;
    private const int SumStart = 148;
    private const int SumLength = 8;

    /// <summary>What reads a file of this machine; null when it is no tar, tar.gz or zip archive.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IArchiveReader? ReaderOf(ArchiveFile archive)
    {
        using var file = archive.Open();
        var start = new byte[Block];
        var length = file.ReadAtLeast(start, Block, throwOnEndOfStream: false);
        if (start.AsSpan(0, length) is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..])
            return new ZipFile(archive);
        if (start.AsSpan(0, length) is not [0x1f, 0x8b, ..])
            return IsTar(start.AsSpan(0, length)) ? new TarArchive(archive, isCompressed: false) : null;
        file.Position = 0;
        try
        {
            using var text = new GZipStream(file, CompressionMode.Decompress);
            length = text.ReadAtLeast(start, Block, throwOnEndOfStream: false);
            return IsTar(start.AsSpan(0, length)) ? new TarArchive(archive, isCompressed: true) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // POSIX ustar, "checksum": the sum of the header's bytes, its own field taken as blanks.
    private static bool IsTar(ReadOnlySpan<byte> block)
    {
        if (block.Length < Block)
            return false;
        var field = Encoding.ASCII.GetString(block.Slice(SumStart, SumLength)).Trim(' ', '\0');
        var sum = SumLength * ' ';
        for (var i = 0; i < Block; i++)
            sum += i is >= SumStart and < SumStart + SumLength ? 0 : block[i];
        return field.Length is > 0 and < SumLength && field.All(digit => digit is >= '0' and <= '7')
            && Convert.ToInt32(field, 8) == sum;
    }
}
