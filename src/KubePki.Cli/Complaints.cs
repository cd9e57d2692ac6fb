using System.CommandLine;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class Complaints
{
    /// <summary>Writes each error, and where to find help.</summary>
    public static int Write(ParseResult parsed, TextWriter error)
    {
        foreach (var complaint in parsed.Errors)
        {
            // The library's own lists are of several lines.
            var words = complaint.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {string.Join(' ', words)}"));
        }
        foreach (var word in parsed.UnmatchedTokens)
        {
            if (Nearest(word, Known(parsed)) is { } meant)
                error.WriteLine($"Did you mean {meant}?");
        }
        error.WriteLine($"Run {ProgramName.Text}{PathOf(parsed.CommandResult.Command)} --help for usage.");
        return ExitCodes.Usage;
    }

    /// <summary>Takes no option that does not exist for the name of a file or an endpoint.</summary>
    public static void RefuseOptionsAsArguments(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-'))
                {
                    var meant = Nearest(token.Value, Options(command));
                    result.AddError($"{command.Name} has no option {token.Value}.{(meant is null ? "" : $" Did you mean {meant}?")}");
                }
            });
        }
        foreach (var subcommand in command.Subcommands)
            RefuseOptionsAsArguments(subcommand);
    }

    private static IEnumerable<string> Known(ParseResult parsed) => parsed.CommandResult.Command.Subcommands
        .Where(command => !command.Hidden).Select(command => command.Name).Concat(Options(parsed.CommandResult.Command));

    private static IEnumerable<string> Options(Command command) => command.Options
        .Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
        .SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static string PathOf(Command command) => command is RootCommand ? ""
        : $"{string.Concat(command.Parents.OfType<Command>().Take(1).Select(PathOf))} {command.Name}";

    private static string? Nearest(string word, IEnumerable<string> known) => KnownNames.Near(word, known) is [var near, ..] ? near : null;
}
