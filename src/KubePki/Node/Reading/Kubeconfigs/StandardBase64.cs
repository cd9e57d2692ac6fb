using System.Buffers;
using System.Buffers.Text;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>
/// Base64 as Go reads it (encoding/base64, StdEncoding): line breaks may stand anywhere, blanks nowhere, and padding must be complete.
/// </summary>
internal static class StandardBase64
{
    /// <summary>Decodes in place; −1, or the byte at which Go complains: then nothing is changed.</summary>
    public static int Decode(Span<byte> octets, out int written)
    {
        written = 0;
        var fault = FaultOf(octets);
        if (fault < 0 && Base64.DecodeFromUtf8InPlace(octets, out written) != OperationStatus.Done)
            fault = octets.Length;
        return fault;
    }

    private static int FaultOf(ReadOnlySpan<byte> octets)
    {
        var inGroup = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet is (byte)'\n' or (byte)'\r')
                continue;
            if (octet == '=')
                return FaultOfPadding(octets, i, inGroup);
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'+' or (byte)'/'))
                return i;
            inGroup = (inGroup + 1) % 4;
        }
        return inGroup == 0 ? -1 : octets.Length - inGroup;
    }

    private static int FaultOfPadding(ReadOnlySpan<byte> octets, int first, int inGroup)
    {
        if (inGroup < 2)
            return first;
        var next = AfterBreaks(octets, first + 1);
        if (inGroup == 2)
        {
            if (next == octets.Length)
                return octets.Length;
            if (octets[next] != '=')
                return next - 1;
            next = AfterBreaks(octets, next + 1);
        }
        return next == octets.Length ? -1 : next;
    }

    private static int AfterBreaks(ReadOnlySpan<byte> octets, int at)
    {
        while (at < octets.Length && octets[at] is (byte)'\n' or (byte)'\r')
            at++;
        return at;
    }
}
