using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KubePki.Cli;

/// <summary>Help as wide as the terminal, under the name that the user called the program.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    // A file or a pipe: lines of a length that can be read.
    private const int Width = 100;

    public override bool Terminating => true;

    // Who asks how a command is called has not called it rightly yet.
    public override bool ClearsParseErrors => IsAsked;

    /// <summary>Whether help was asked for, and is not only what a bare call shows.</summary>
    public bool IsAsked { get; init; }

    public override int Invoke(ParseResult parseResult)
    {
        Progress.Stop();
        parseResult.InvocationConfiguration.Output.Write(Of(parseResult, Console.IsOutputRedirected ? Width : Terminal.Width() ?? Width));
        return ExitCodes.Ok;
    }

    /// <summary>The help of the command in a command line.</summary>
    public static string Of(ParseResult parsed, int width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        configuration.Output = text;
        try
        {
            new HelpAction { MaxWidth = width }.Invoke(parsed);
        }
        finally
        {
            configuration.Output = output;
        }
        return text.ToString().TrimEnd().Replace($"  {RootCommand.ExecutableName}", $"  {ProgramName.Text}", StringComparison.Ordinal)
            + "\n";
    }
}
