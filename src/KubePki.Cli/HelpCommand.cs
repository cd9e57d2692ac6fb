using System.CommandLine;

namespace KubePki.Cli;

/// <summary><c>kubepki help [COMMAND]</c>: the same as <c>--help</c>.</summary>
internal static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command to show help for.", Arity = ArgumentArity.ZeroOrMore };
        words.CompletionSources.Add(_ => root.Subcommands.Where(command => !command.Hidden)
            .Select(command => new System.CommandLine.Completions.CompletionItem(command.Name)));
        var command = new Command("help", "Shows help for a command.") { words };
        command.SetAction(parsed =>
        {
            var asked = root.Parse([.. parsed.GetValue(words) ?? [], "--help"], CommandTree.Parsing);
            if (asked.UnmatchedTokens.Count > 0)
                return Complaints.Write(root.Parse(parsed.GetValue(words) ?? [], CommandTree.Parsing),
                    parsed.InvocationConfiguration.Error);
            return asked.Invoke(parsed.InvocationConfiguration);
        });
        return command;
    }
}
