using System.Security.Cryptography;
using System.Text.Json;

namespace KubePki.Node.Reading.Certificates;

/// <summary>
/// A Secret of the type <c>kubernetes.io/tls</c> as JSON, in which k3s and RKE2 keep the certificate of their listener
/// (rancher/dynamiclistener, storage/file).
/// </summary>
internal static class TlsSecret
{
    // A chain and a key come to some kilobytes.
    private const int MaxSize = 1024 * 1024;
    private const int MaxDepth = 16;

    /// <summary>The certificate and the key as one PEM, which the caller wipes; null when the text is no such Secret.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> text)
    {
        var start = text.TrimStart(" \t\r\n"u8);
        if (start is not [(byte)'{', ..] || start.Length > MaxSize)
            return null;
        byte[]? certificate = null, key = null;
        try
        {
            var reader = new Utf8JsonReader(start, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2)
                    continue;
                if (reader.ValueTextEquals("tls.crt"u8))
                    Take(ref reader, ref certificate);
                else if (reader.ValueTextEquals("tls.key"u8))
                    Take(ref reader, ref key);
            }
        }
        catch (JsonException)
        {
            // Cut off, or no JSON: what was found before counts.
        }
        var pem = certificate is null ? null : (byte[])[.. certificate, (byte)'\n', .. key ?? []];
        CryptographicOperations.ZeroMemory(key);
        return pem;
    }

    private static void Take(ref Utf8JsonReader reader, ref byte[]? value)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var octets))
            value ??= octets;
    }
}
