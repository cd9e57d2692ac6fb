using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>How a report speaks to those who made it: with the program, or with the module.</summary>
/// <param name="Repair">The command that shows what can be repaired below a root; null stands for this machine.</param>
/// <param name="Words">Chooses the option of the skin in a text that names both.</param>
public sealed record ReportSkin(Func<string?, string> Repair, Func<string, string> Words)
{
    /// <summary>The words of the program.</summary>
    public static ReportSkin Program { get; } = new(
        root => root is null ? "kubepki repair --what-if" : $"kubepki repair --root {ShellWord.Of(root)} --what-if", Skin.Console);
}
