using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>
/// The signatures in cluster-info (k8s.io/cluster-bootstrap/token/jws): a JSON Web Signature in compact form without its payload, HS256
/// with the secret part of a bootstrap token over the kubeconfig.
/// </summary>
internal static class DetachedSignature
{
    /// <summary>Makes one, as the controller bootstrapsigner does.</summary>
    public static string Sign(string text, string id, ReadOnlySpan<byte> secret)
    {
        var header = Encode(Encoding.UTF8.GetBytes($$"""{"alg":"HS256","kid":"{{id}}"}"""));
        return $"{header}..{Encode(HMACSHA256.HashData(secret, Content(header, text)))}";
    }

    /// <summary>Whether one is this token's, of this text.</summary>
    public static bool IsValid(string signature, string text, string id, ReadOnlySpan<byte> secret)
    {
        if (signature.Split('.') is not [var header, "", var mac] || !IsHeader(header, id) || Decode(mac) is not { } given)
            return false;
        return CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(secret, Content(header, text)));
    }

    private static bool IsHeader(string header, string id)
    {
        if (Decode(header) is not { } octets)
            return false;
        try
        {
            using var json = JsonDocument.Parse(octets);
            return Has(json.RootElement, "alg", "HS256") && Has(json.RootElement, "kid", id);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement item, string name, string value) => item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    private static byte[] Content(string header, string text) =>
        Encoding.ASCII.GetBytes($"{header}.{Encode(Encoding.UTF8.GetBytes(text))}");

    private static string Encode(ReadOnlySpan<byte> octets) =>
        Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? Decode(string text) => text.Contains('=', StringComparison.Ordinal) ? null : Csr.Policy.Base64Text.Decode(text);
}
