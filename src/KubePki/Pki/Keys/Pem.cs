using System.Buffers.Text;
using System.Text;

namespace KubePki.Pki.Keys;

/// <summary>Writes PEM as Go does: 64 characters to a line, a line feed at the end of each.</summary>
internal static class Pem
{
    private const int OctetsPerLine = 48;

    /// <summary>One block. No text of the content is left behind but the result.</summary>
    public static byte[] Write(string label, ReadOnlySpan<byte> der)
    {
        var begin = Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n");
        var end = Encoding.ASCII.GetBytes($"-----END {label}-----\n");
        var lines = (der.Length + OctetsPerLine - 1) / OctetsPerLine;
        var pem = new byte[begin.Length + Base64.GetMaxEncodedToUtf8Length(der.Length) + lines + end.Length];
        begin.CopyTo(pem, 0);
        var at = begin.Length;
        for (; !der.IsEmpty; der = der[Math.Min(OctetsPerLine, der.Length)..])
        {
            Base64.EncodeToUtf8(der[..Math.Min(OctetsPerLine, der.Length)], pem.AsSpan(at), out _, out var written);
            at += written;
            pem[at++] = (byte)'\n';
        }
        end.CopyTo(pem, at);
        return pem;
    }
}
