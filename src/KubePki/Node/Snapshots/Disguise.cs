using System.Security.Cryptography;
using System.Text;
using KubePki.Pki.X509;

namespace KubePki.Node.Snapshots;

/// <summary>
/// What stands for a secret in a snapshot: a keyed hash, so that two places of one snapshot can be compared. The key is made anew for each
/// snapshot and forgotten: a password cannot be guessed from it.
/// </summary>
internal sealed class Disguise
{
    private const int Length = 6;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The text that stands for a secret.</summary>
    public string Of(string secret) =>
        $"withheld-{Hex.Lower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret)).AsSpan(0, Length))}";

    /// <summary>
    /// A token whose claims stay readable and whose signature is gone: nobody lets it in. Any other text is hidden whole.
    /// </summary>
    public string OfToken(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3 && parts[0].StartsWith("eyJ", StringComparison.Ordinal) ? $"{parts[0]}.{parts[1]}.{Of(token)}" : Of(token);
    }
}
