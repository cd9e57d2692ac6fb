using System.CommandLine;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki checks</c>: what can be asked.</summary>
internal sealed class ChecksCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Output format.",
        DefaultValueFactory = _ => "table",
    };

    public static Command Create()
    {
        var checks = new ChecksCommand();
        var command = new Command("checks", "Lists the checks that kubepki test runs.") { checks._output };
        checks._output.AcceptOnlyFromAmong("table", "json");
        command.SetAction(checks.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_output) == "table")
        {
            parsed.InvocationConfiguration.Output.Write(CheckTable.Write(CheckCatalogue.All));
            return ExitCodes.Ok;
        }
        using var stream = StandardOutput.Open(parsed.InvocationConfiguration.Output);
        using var json = new JsonObjects(stream);
        foreach (var check in CheckCatalogue.All)
            json.Write(check);
        return ExitCodes.Ok;
    }
}
