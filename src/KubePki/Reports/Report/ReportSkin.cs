namespace KubePki.Reports.Report;

/// <summary>How a report speaks to those who made it: with the program, or with the module.</summary>
/// <param name="Words">Puts a text and the commands in it into the words of the skin.</param>
public sealed record ReportSkin(Func<string, string> Words)
{
    /// <summary>The words of the program.</summary>
    public static ReportSkin Program { get; } = new(Skin.Console);
}
