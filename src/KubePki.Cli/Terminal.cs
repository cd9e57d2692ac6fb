using System.CommandLine;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>What reports are shown on: a terminal with a width and colours, or a file or a pipe without either.</summary>
internal static class Terminal
{
    private const int Narrowest = 40;

    private const string Colour = "--color";
    private const string Quiet = "--quiet";

    /// <summary>Gives all commands the options that say how they write.</summary>
    public static void AddTo(RootCommand root)
    {
        var colour = new Option<string>(Colour)
        {
            Description = "Use colors: auto, always or never (a NO_COLOR variable turns off auto).",
            HelpName = "WHEN",
            DefaultValueFactory = _ => "auto",
            Recursive = true,
        };
        colour.AcceptOnlyFromAmong("auto", "always", "never");
        root.Options.Add(colour);
        root.Options.Add(new Option<bool>(Quiet, "-q")
        {
            Description = "Print errors only. The exit code tells the result.",
            Recursive = true,
        });
    }

    /// <summary>Whether only errors are printed.</summary>
    public static bool IsQuiet(ParseResult parsed) => parsed.GetValue<bool>(Quiet);

    /// <summary>Writes a report as it fits where it goes.</summary>
    public static void Write(ParseResult parsed, TextWriter output, ReportText report)
    {
        Progress.Stop();
        output.Write(report.ToString(Layout(parsed, parsed.InvocationConfiguration.Output == Console.Out && !Console.IsOutputRedirected)));
    }

    /// <summary>Writes a plan or a question to the error stream.</summary>
    public static void WriteError(ParseResult parsed, ReportText report) =>
        parsed.InvocationConfiguration.Error.Write(report.ToString(Layout(parsed, !Console.IsErrorRedirected)));

    private static TextLayout Layout(ParseResult parsed, bool isTerminal) =>
        new(isTerminal ? Width() : null, parsed.GetValue<string>(Colour) switch
        {
            "always" => true,
            "never" => false,
            // https://no-color.org: present and not empty.
            _ => isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") != "dumb",
        });

    /// <summary>The width of the terminal; null where there is none, or where it does not say.</summary>
    public static int? Width()
    {
        try
        {
            return Console.WindowWidth is var width and > 0 ? Math.Max(width, Narrowest) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
