using System.Text.Json;
using KubePki.Cluster.Csr.Policy;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>A public key of the JSON Web Key Set by which tokens of service accounts are known.</summary>
/// <param name="Id">The key's id as the set has it.</param>
/// <param name="Algorithm">The algorithm, such as <c>RS256</c>; empty without one.</param>
/// <param name="Hash">The SHA-256 of its SubjectPublicKeyInfo; null where the key cannot be read.</param>
internal sealed record TokenKey(string Id, string Algorithm, string? Hash)
{
    /// <summary>The keys of a set (RFC 7517); null when it is none.</summary>
    /// <param name="json">The answer of <c>/openid/v1/jwks</c>.</param>
    public static IReadOnlyList<TokenKey>? ReadSet(string json)
    {
        try
        {
            using var set = JsonDocument.Parse(json);
            return set.RootElement.ValueKind == JsonValueKind.Object && set.RootElement.TryGetProperty("keys", out var keys)
                && keys.ValueKind is JsonValueKind.Array or JsonValueKind.Null
                ? keys.ValueKind == JsonValueKind.Null ? [] : [.. keys.EnumerateArray().Select(Read)] : null;
        }
        // A text with half a surrogate is only found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text of a document; null when it is none, or has no such field.</summary>
    public static string? Field(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonWebKey.Text(document.RootElement, name) is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The key as a fact.</summary>
    public string Describe() => $"kid {Id}, {Algorithm}, public key SHA-256 {Hash ?? "(not readable)"}";

    private static TokenKey Read(JsonElement key) =>
        new(JsonWebKey.Text(key, "kid"), JsonWebKey.Text(key, "alg"), JsonWebKey.PublicKeyInfo(key) is { } info ? Hex.Sha256(info) : null);
}
