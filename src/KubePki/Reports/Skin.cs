using System.Text.RegularExpressions;

namespace KubePki.Reports;

/// <summary>
/// Words for those who use the module and for those who use the program: a text that names an option names it in both ways,
/// <c>-Force (kubepki: --force)</c>, and each is told its own.
/// </summary>
public static partial class Skin
{
    /// <summary>The text for PowerShell: <c>-Force</c>.</summary>
    /// <param name="text">The text.</param>
    public static string PowerShell(string text) => Option().Replace(text, "${cmdlet}");

    /// <summary>The text for the program: <c>--force</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Console(string text) => Option().Replace(text, "${program}");

    // Alone, or with more in brackets: "(-Role apiserver; kubepki: --role apiserver)".
    [GeneratedRegex(@"(?<cmdlet>-[A-Z]\w+(?: -[A-Z]\w+| [a-z][\w-]*)*)"
        + @"(?: \(kubepki: (?<program>--[a-z][^)]*)\)|; kubepki: (?<program>--[a-z][^)]*)(?=\)))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
