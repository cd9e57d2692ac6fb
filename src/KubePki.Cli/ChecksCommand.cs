using System.CommandLine;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki checks</c>: what can be asked.</summary>
internal sealed class ChecksCommand
{
    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var checks = new ChecksCommand();
        var command = new Command("checks", "Lists the checks that kubepki test and kubepki cluster run.");
        checks._output.AddTo(command);
        command.SetAction(checks.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        KubePkiCheck[] all = [.. CheckCatalogue.All, .. TrustCatalogue.All];
        _output.Write(parsed, () => CheckTable.Write(all), json => Array.ForEach(all, json.Write), () => all.Select(check => check.Name));
        return ExitCodes.Ok;
    }
}
