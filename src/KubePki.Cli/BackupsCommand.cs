using System.CommandLine;
using KubePki.Model;
using KubePki.Reports;
using KubePki.Writing;

namespace KubePki.Cli;

/// <summary><c>kubepki backups</c>: what repairs have backed up.</summary>
internal sealed class BackupsCommand
{
    private readonly SharedOptions _shared = new();

    public static Command Create()
    {
        var backups = new BackupsCommand();
        var command = new Command("backups", "Lists the backups that repairs of a node have made, oldest first.") { backups._shared.Root };
        command.SetAction(backups.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            parsed.InvocationConfiguration.Output.Write(BackupTable.Write(BackupStore.List(parsed.GetValue(_shared.Root)!)));
            return ExitCodes.Ok;
        }
        catch (PkiProblemException e)
        {
            new Tally(failOn: null).Report([e.Problem], parsed.InvocationConfiguration.Error);
            return ExitCodes.Failed;
        }
    }
}
