using System.Text;

namespace KubePki.Node.Reading.Files;

/// <summary>UTF-8 that refuses what is none, and writes no byte order mark.</summary>
internal static class StrictUtf8
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">This is not UTF-8.</exception>
    public static string GetString(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes);

    /// <exception cref="EncoderFallbackException">The text cannot be written in UTF-8.</exception>
    public static byte[] GetBytes(string text) => Encoding.GetBytes(text);
}
