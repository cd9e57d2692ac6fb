using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubePki.Benchmarks;

/// <summary>Writes the patterns of the catalogue as extended regular expressions, so that grep -E looks for the same.</summary>
internal static partial class GrepPatterns
{
    /// <summary>Writes one pattern a line.</summary>
    /// <param name="catalogue">The catalogue's file.</param>
    /// <param name="path">Where to.</param>
    public static void Write(string catalogue, string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(catalogue));
        var entries = document.RootElement.GetProperty("entries").EnumerateArray().Where(entry => entry.TryGetProperty("pattern", out _));
        File.WriteAllLines(path, entries.Select(entry => Translate(entry.GetProperty("pattern").GetString()!)));
    }

    private static string Translate(string pattern)
    {
        var plain = Lazy().Replace(Group().Replace(pattern, "("), "$1");
        // Quotes stand in lines with a backslash before them as well.
        return Piece().Replace(plain, piece => piece.Value[0] == '[' ? Class(piece.Value) : piece.Value == "\"" ? "\\\\?\"" : piece.Value);
    }

    // Within brackets a backslash means itself, and a closing bracket must come first.
    private static string Class(string brackets)
    {
        var inner = brackets[1..^1];
        var not = inner.StartsWith('^') ? "^" : "";
        inner = inner[not.Length..].Replace(@"\s", "[:space:]", StringComparison.Ordinal)
            .Replace(@"\w", "[:alnum:]_", StringComparison.Ordinal);
        var closing = inner.Contains(@"\]", StringComparison.Ordinal) ? "]" : "";
        var hyphen = inner.EndsWith('-') ? "-" : "";
        inner = inner.Replace(@"\]", "", StringComparison.Ordinal).Replace(@"\[", "[", StringComparison.Ordinal);
        return $"[{not}{closing}{(hyphen.Length > 0 ? inner[..^1] : inner)}{hyphen}]";
    }

    [GeneratedRegex(@"\(\?(?:<\w+>|:)")]
    private static partial Regex Group();

    [GeneratedRegex(@"([*+?}])\?")]
    private static partial Regex Lazy();

    [GeneratedRegex(@"\[(?:\\.|[^\]\\])*\]|\\.|""|.")]
    private static partial Regex Piece();
}
