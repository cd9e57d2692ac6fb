using System.Text.Json;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Reads public keys of JSON Web Key Sets (RFC 7518, 6).</summary>
internal static class JsonWebKey
{
    /// <summary>The SubjectPublicKeyInfo of a key; null where it cannot be read.</summary>
    /// <param name="key">The key: its numbers in base64url, without leading zeros but for the coordinates.</param>
    public static byte[]? PublicKeyInfo(JsonElement key)
    {
        if (Text(key, "kty") == "RSA")
            return Octets(key, "n") is { } modulus && Octets(key, "e") is { } exponent
                ? SubjectPublicKeyInfo.Rsa(Positive(modulus), Positive(exponent)) : null;
        var curve = Text(key, "crv") switch
        {
            "P-256" => NamedCurve.P256,
            "P-384" => NamedCurve.P384,
            "P-521" => NamedCurve.P521,
            _ => null,
        };
        if (curve is null || Octets(key, "x") is not { } x || Octets(key, "y") is not { } y)
            return null;
        byte[] point = [4, .. x, .. y];
        return curve.HasPoint(point) ? SubjectPublicKeyInfo.Ecdsa(curve, point) : null;
    }

    /// <summary>A text of an object; empty when it has none of that name.</summary>
    /// <param name="item">The object.</param>
    /// <param name="key">The name.</param>
    public static string Text(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : "";

    private static byte[]? Octets(JsonElement key, string name) =>
        Base64Text.Decode(Text(key, name)) is { Length: > 0 } octets ? octets : null;

    private static byte[] Positive(byte[] number)
    {
        var significant = number.AsSpan().TrimStart((byte)0);
        return significant is [] or [>= 0x80, ..] ? [0, .. significant] : significant.ToArray();
    }
}
