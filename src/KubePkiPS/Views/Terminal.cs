using System.Management.Automation.Host;

namespace KubePkiPS.Views;

/// <summary>How wide a terminal is.</summary>
internal static class Terminal
{
    private const int Default = 80;

    /// <summary>The columns of the terminal of a host; of what is redirected, those that PowerShell takes.</summary>
    public static int WidthOf(PSHost? host) =>
        Console.IsOutputRedirected || host?.UI?.RawUI is not { } screen ? Default : Math.Max(Default, screen.BufferSize.Width);
}
