using System.Text;
using KubePki.Cluster.Csr.Policy;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>What a service account's token says of itself that is no secret; nothing is verified, and the token is not kept.</summary>
/// <param name="Issuer">Who issued it; null when it does not say.</param>
/// <param name="KeyId">The id of the key that signed it; null when it does not say.</param>
internal sealed record TokenClaims(string? Issuer, string? KeyId)
{
    /// <summary>Reads a JSON Web Token; null when the text is none.</summary>
    public static TokenClaims? Read(string token) => token.Trim().Split('.') is [var header, var claims, { Length: > 0 }]
        && Json(header) is { } head && Json(claims) is { } body && TokenKey.Field(head, "alg") is not null
        ? new TokenClaims(TokenKey.Field(body, "iss"), TokenKey.Field(head, "kid")) : null;

    private static string? Json(string part) => Base64Text.Decode(part) is { } octets ? Encoding.UTF8.GetString(octets) : null;
}
