using System.Text;
using KubePki.Pki.X509;

namespace KubePki.Model;

/// <summary>Names for things that are known by several texts.</summary>
internal static class TextHash
{
    /// <summary>The SHA-256 of a text in lower-case hexadecimal.</summary>
    public static string Of(string text) => Hex.Sha256(Encoding.UTF8.GetBytes(text));
}
