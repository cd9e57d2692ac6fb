using System.CommandLine;
using System.Text;

namespace KubePki.Cli;

/// <summary><c>kubepki man</c>: the manual page, from the texts of the help.</summary>
internal static class ManCommand
{
    public static Command Create(RootCommand root)
    {
        var command = new Command("man", "Prints the manual page (roff). To read it, run: kubepki man | man -l -");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(Page(root)));
        return command;
    }

    private static string Page(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append($".TH KUBEPKI 1 \"\" \"kubepki {ToolVersion.Text}\" \"User Commands\"\n");
        page.Append($".SH NAME\nkubepki \\- {Text(root.Description)}\n");
        page.Append(".SH SYNOPSIS\n.B kubepki\n.I COMMAND\n[\\fIOPTIONS\\fR]\n.SH COMMANDS\n");
        foreach (var command in root.Subcommands)
            Section(page, command, "kubepki");
        page.Append(".SH OPTIONS OF ALL COMMANDS\n");
        Options(page, root);
        page.Append(".SH EXIT STATUS\n");
        foreach (var (code, meaning) in ExitCodes.Meanings)
            page.Append($".TP\n.B {code}\n{Text(meaning)}\n");
        return page.ToString();
    }

    private static void Section(StringBuilder page, Command command, string parent)
    {
        if (command.Hidden)
            return;
        var name = $"{parent} {command.Name}";
        var arguments = string.Concat(command.Arguments.Select(argument => $" \\fI{Text(argument.Name)}\\fR"));
        page.Append($".SS \"{Text(name)}{arguments}\"\n{Text(command.Description)}\n");
        foreach (var argument in command.Arguments)
            page.Append($".TP\n.I {Text(argument.Name)}\n{Text(argument.Description)}\n");
        Options(page, command);
        foreach (var subcommand in command.Subcommands)
            Section(page, subcommand, name);
    }

    private static void Options(StringBuilder page, Command command)
    {
        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name)
                .Select(name => $"\\fB{Text(name)}\\fR"));
            var isFlag = option.ValueType == typeof(bool) || option.ValueType == typeof(void);
            var value = isFlag ? "" : $" \\fI{Text(option.HelpName ?? "VALUE")}\\fR";
            page.Append($".TP\n{names}{value}\n{Text(option.Description)}\n");
        }
    }

    // A line that begins with a dot or an apostrophe would be a request.
    private static string Text(string? text)
    {
        var escaped = (text ?? "").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
