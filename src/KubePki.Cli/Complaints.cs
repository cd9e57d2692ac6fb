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
            error.WriteLine($"{ProgramName.Text}: {Printable.Text(complaint.Message)}");
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

    // A letter wrong, missing, too much or in the wrong place; two in a long word.
    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var near = known.Select(name => (name, Distance: Distance(word, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return near.name is not null && near.Distance <= Math.Max(1, word.Length / 3) ? near.name : null;
    }

    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[from.Length, to.Length];
    }
}
