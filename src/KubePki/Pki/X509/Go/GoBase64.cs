using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KubePki.Pki.X509.Go;

/// <summary>
/// Base64 as Go's encoding/pem takes it: blanks and line ends count for nothing, padding must be whole, and bits that the padding leaves
/// over may be anything, where .NET wants zeros.
/// </summary>
internal static class GoBase64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<byte> Allowed = SearchValues.Create([.. Encoding.ASCII.GetBytes(Alphabet), .. "= \t\r\n"u8]);

    private static readonly byte[] Values = MakeValues();

    /// <summary>Decodes a text; false at the first character that does not belong, so that no text is gone through twice.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] data)
    {
        data = [];
        if (text.ContainsAnyExcept(Allowed))
            return false;
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        var written = 0;
        var bits = 0;
        var count = 0;
        var padding = 0;
        foreach (var c in text)
        {
            if (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            if (c == '=')
            {
                padding++;
                continue;
            }
            if (padding > 0)
                return Finish(buffer, 0, out data, false);
            bits = (bits << 6) | Values[c];
            if (++count % 4 != 0)
                continue;
            buffer[written++] = (byte)(bits >> 16);
            buffer[written++] = (byte)(bits >> 8);
            buffer[written++] = (byte)bits;
        }
        var rest = count % 4;
        if (rest == 1 || padding != (4 - rest) % 4)
            return Finish(buffer, 0, out data, false);
        if (rest >= 2)
            buffer[written++] = (byte)(bits >> (rest == 2 ? 4 : 10));
        if (rest == 3)
            buffer[written++] = (byte)(bits >> 2);
        return Finish(buffer, written, out data, true);
    }

    // It may have been a private key: nothing is left lying about.
    private static bool Finish(byte[] buffer, int length, out byte[] data, bool result)
    {
        data = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return result;
    }

    private static byte[] MakeValues()
    {
        var values = new byte[256];
        for (var i = 0; i < Alphabet.Length; i++)
            values[Alphabet[i]] = (byte)i;
        return values;
    }
}
