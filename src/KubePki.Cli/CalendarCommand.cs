using System.CommandLine;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki calendar</c>: when certificates end, for a calendar.</summary>
internal sealed class CalendarCommand
{
    private readonly FileOutputOptions _file = new("File to write, such as certificates.ics (default: standard output).");

    public static Command Create()
    {
        var calendar = new CalendarCommand();
        var command = new Command("calendar",
            "Writes when certificates expire as a calendar (iCalendar), with alarms 30, 7 and 1 days before.");
        calendar._file.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(calendar.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var asked = _file.Read(parsed, cancellation);
        var nodes = asked.Where(node => !node.IsEmpty).ToList();
        // A calendar without events would tell its readers that nothing ends.
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        _file.Write(parsed, ExpiryCalendar.Write(nodes, ToolVersion.Text), ExpiryCalendar.Mark);
        return asked.Any(node => node.IsPartial) ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
