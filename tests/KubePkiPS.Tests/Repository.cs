using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace KubePkiPS.Tests;

/// <summary>The files of the repository that the contract is about.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    public static string Manifest { get; } = Read("KubePkiPS.psd1");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>The items of a list in the manifest, <c>CmdletsToExport</c> say.</summary>
    public static IReadOnlyList<string> ManifestList(string name)
    {
        var list = Regex.Match(Manifest, $@"(?s)\b{name}\s*=\s*@\((.*?)\)").Groups[1].Value;
        return Quoted().Matches(list).Select(match => match.Groups[1].Value).ToList();
    }

    /// <summary>A text in the manifest, <c>ProjectUri</c> say.</summary>
    public static string ManifestText(string name) => Regex.Match(Manifest, $@"\b{name}\s*=\s*'([^']*)'").Groups[1].Value;

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
