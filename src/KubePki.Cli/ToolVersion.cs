namespace KubePki.Cli;

/// <summary>The program's version, as the manifest of the module has it.</summary>
internal static class ToolVersion
{
    public static string Text { get; } = typeof(ToolVersion).Assembly.GetName().Version!.ToString(3);
}
