using System.CommandLine;
using System.CommandLine.Completions;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary><c>kubepki completion</c>: scripts that make a shell complete commands, options and their values.</summary>
internal static class CompletionCommand
{
    /// <summary>The first word of what the scripts ask.</summary>
    public const string Hidden = "__complete";

    // As kubectl's plugins and cobra's programs tell: files are, or are not, among the answers.
    private const string WithFiles = ":0";
    private const string WithoutFiles = ":4";

    private static readonly string[] Paths = ["FILE", "DIR", "PATH"];

    /// <summary>The command for people.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL")
        {
            Description = "bash, zsh, fish, pwsh, or kubectl for kubectl_complete-pki.",
            HelpName = "SHELL",
        };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.All.Keys]);
        var command = new Command("completion", "Prints a script that completes commands, options and values in a shell.") { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(CompletionScripts.All[parsed.GetValue(shell)!]));
        return command;
    }

    /// <summary>What the scripts ask: the last word is the one that is completed. None of the words is an option of this run.</summary>
    public static int Complete(RootCommand root, string[] words, TextWriter output)
    {
        var last = words.LastOrDefault() ?? "";
        var parsed = root.Parse(words.Length == 0 ? [""] : words, CommandTree.Parsing);
        var before = words.Length > 1 ? words[^2] : "";
        var option = before.StartsWith('-') ? OptionOf(parsed, before) : null;
        var takesValue = option is { Arity.MaximumNumberOfValues: > 0 } && option.ValueType != typeof(bool);
        var items = takesValue ? option!.GetCompletions(CompletionContext.Empty) : parsed.GetCompletions();
        foreach (var item in items.Where(item => item.Label.StartsWith(last, StringComparison.OrdinalIgnoreCase)
            && !item.Label.StartsWith('/') && Printable.Text(item.Label) == item.Label
            && (last.StartsWith('-') || takesValue || !item.Label.StartsWith('-'))).DistinctBy(item => item.Label))
            output.WriteLine(item.Detail is { Length: > 0 } detail ? $"{item.Label}\t{detail.ReplaceLineEndings(" ")}" : item.Label);
        var isPath = takesValue ? Paths.Contains(option!.HelpName)
            : parsed.CommandResult.Command.Arguments.Any(argument => Paths.Contains(argument.Name)) && !last.StartsWith('-');
        output.WriteLine(isPath ? WithFiles : WithoutFiles);
        return ExitCodes.Ok;
    }

    private static Option? OptionOf(ParseResult parsed, string word) =>
        parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options)
            .FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));
}
