using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class Complaints
{
    /// <summary>Writes each error, and where to find help.</summary>
    public static int Write(ParseResult parsed, TextWriter error)
    {
        // What a tool calls by several words is one command that does not exist here.
        if (parsed.UnmatchedTokens.Count > 0 && OtherWords.CommandFor(Written(parsed)) is { } other)
        {
            var words = string.Join(' ', Written(parsed).Take(other.Length));
            error.WriteLine(Printable.Text($"{ProgramName.Text}: there is no command '{words}'."));
            error.WriteLine($"Did you mean {other.Command}?");
            error.WriteLine($"Run {ProgramName.Text} --help for usage.");
            return ExitCodes.Usage;
        }
        foreach (var complaint in parsed.Errors.Select(Words).Distinct())
            error.WriteLine(Printable.Text($"{ProgramName.Text}: {complaint}"));
        // What stands behind the first of them is said of a command that does not exist.
        if (parsed.UnmatchedTokens.Select(word => Meant(word, parsed)).FirstOrDefault(meant => meant is not null) is { } meant)
            error.WriteLine($"Did you mean {meant}?");
        error.WriteLine($"Run {ProgramName.Text}{PathOf(parsed.CommandResult.Command)} --help for usage.");
        return ExitCodes.Usage;
    }

    private static List<string> Written(ParseResult parsed) =>
        [.. parsed.Tokens.Select(token => token.Value).TakeWhile(word => !word.StartsWith('-'))];

    /// <summary>Takes no option that does not exist for the name of a file or an endpoint, or for the value of another option.</summary>
    public static void RefuseOptionsAsValues(Command command)
    {
        foreach (var argument in command.Arguments)
            argument.Validators.Add(result => Refuse(command, result, token => token.Length > 1 && token[0] == '-'));
        // That it does not exist explains what else is wrong with it.
        foreach (var option in command.Options)
            option.Validators.Insert(0, result => Refuse(command, result, IsOption));
        foreach (var subcommand in command.Subcommands)
            RefuseOptionsAsValues(subcommand);
    }

    /// <summary>Whether a value is written as an option: <c>--san</c> or <c>-x</c>, but not <c>-7d</c>, nor <c>-</c> alone.</summary>
    public static bool IsOption(string value) => value.StartsWith("--", StringComparison.Ordinal)
        || (value.Length > 1 && value[0] == '-' && char.IsAsciiLetter(value[1]));

    private static void Refuse(Command command, SymbolResult result, Func<string, bool> isOption)
    {
        foreach (var token in result.Tokens.Where(token => isOption(token.Value)))
        {
            var meant = Meant(token.Value, Options(command));
            result.AddError($"{command.Name} has no option {token.Value}.{(meant is null ? "" : $" Did you mean {meant}?")}");
        }
    }

    // The library's own lists are of several lines.
    private static string Words(ParseError complaint) =>
        string.Join(' ', complaint.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? Meant(string word, ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand && OtherWords.CommandFor(word) is { } command ? command : Meant(word, Known(parsed));

    private static string? Meant(string word, IEnumerable<string> known)
    {
        var names = known.ToList();
        return OtherWords.OptionFor(word) is { } option && names.Contains(option) ? option : Nearest(word, names);
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
