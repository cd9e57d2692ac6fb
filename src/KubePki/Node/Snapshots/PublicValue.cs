using System.Text.RegularExpressions;

namespace KubePki.Node.Snapshots;

/// <summary>Says which texts may be shown where something public is expected: a secret may stand in the wrong place.</summary>
internal static partial class PublicValue
{
    private const int MaxLength = 4096;
    private const int MaxPart = 80;

    /// <summary>The directories in which the files of programs lie.</summary>
    private static readonly string[] Tops =
    [
        "etc", "var", "usr", "opt", "run", "srv", "lib", "lib64", "bin", "sbin", "snap", "root", "home", "mnt", "data", "host", "k", "k8s",
        "kubernetes", "tmp", "C:",
    ];

    /// <summary>The text without what is secret in its URLs; null when it is no plain value.</summary>
    public static string? Of(string text)
    {
        if (text.Length > MaxLength || !Plain().IsMatch(text) || Token().IsMatch(text)
            || text.Contains("LS0tLS1", StringComparison.Ordinal))
            return null;
        // A password may hold what ends a URL's host.
        var shown = Query().Replace(User().Replace(text, "://"), "");
        return Parts().Split(shown).All(part => part.Length <= MaxPart) ? shown : null;
    }

    /// <summary>Whether a text is the path of a file, and not data in the place of one.</summary>
    public static bool IsPath(string text) => Of(text) == text && !text.Contains("://", StringComparison.Ordinal)
        && (IsOfSystem(text) || text.StartsWith('/') || Extension().IsMatch(text));

    /// <summary>Whether a text is a path below a directory that every machine has.</summary>
    public static bool IsOfSystem(string text) => Of(text) == text && text.Split('/', '\\') is [var first, var second, ..]
        && Tops.Contains(first.Length == 0 ? second : first);

    [GeneratedRegex(@"^[A-Za-z0-9._:/\\,@=%+\[\]{}*?&~-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    // JSON web tokens, and kubeadm's bootstrap tokens.
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}|(?:^|[^A-Za-z0-9])[a-z0-9]{6}\.[a-z0-9]{16}(?:$|[^A-Za-z0-9])",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex("://[^,]*@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex User();

    [GeneratedRegex(@"\?[^,]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Query();

    [GeneratedRegex(@"[/\\,:=@.]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\.[a-z]{2,12}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Extension();
}
