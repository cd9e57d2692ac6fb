using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>The way from a plan to its receipt, and the options on it: shown, asked, carried out, told.</summary>
internal sealed class PlanOptionSet
{
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the plan without changing anything." };

    private readonly Option<bool> _summary = new("--summary") { Description = "Show the plan in short, without its steps." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Apply the changes without asking." };

    private readonly OutputOption _output = new();

    private readonly Option<int?> _keepBackups = KeepBackups();

    /// <summary>How many backups are kept.</summary>
    public static Option<int?> KeepBackups()
    {
        var option = new Option<int?>("--keep-backups")
        {
            Description = "Number of recent backups to keep (default: 10, plus the first of each of the last 30 days).",
            HelpName = "N",
        };
        SharedOptions.Range(option, 1);
        return option;
    }

    public void AddTo(Command command, bool makesBackups = true)
    {
        foreach (var option in new Option[] { _whatIf, _summary, _yes })
            command.Options.Add(option);
        if (makesBackups)
            command.Options.Add(_keepBackups);
        _output.AddTo(command);
    }

    /// <summary>Whether nothing is to be changed.</summary>
    public bool IsWhatIf(ParseResult parsed) => parsed.GetValue(_whatIf);

    /// <summary>Whether the plan, which is shown for it, is to be carried out.</summary>
    public bool IsConfirmed(ParseResult parsed, ReportText plan, int steps) => Confirmation.IsGiven(parsed, _yes, plan, steps);

    /// <summary>Takes back what a run has left that was cut off, where anything may be changed at all.</summary>
    /// <returns>Whether old files were put back, so that the node must be read again.</returns>
    /// <exception cref="PkiProblemException">They could not be put back.</exception>
    public bool TakesBack(ParseResult parsed, string root)
    {
        if (InterruptedRun.Find(root) is not [.., var last])
            return false;
        var error = parsed.InvocationConfiguration.Error;
        if (IsWhatIf(parsed) || (!parsed.GetValue(_yes) && !Confirmation.IsPossible))
        {
            error.WriteLine($"{ProgramName.Text}: the run {Printable.Text(last.Name)} was interrupted, "
                + "and some of its changes are still in place. "
                + "A repair rolls them back first. This report describes the files as they are now.");
            return false;
        }
        var remarks = InterruptedRun.RollBack(root);
        error.WriteLine($"{ProgramName.Text}: the run {Printable.Text(last.Name)} was interrupted; its changes were rolled back first.");
        Remark(error, remarks);
        return true;
    }

    /// <summary>Shows a plan, asks, carries it out, and shows what became of it.</summary>
    public int Run(ParseResult parsed, ReadOptions read, PreparedRepair repair, CancellationToken cancellation)
    {
        new ProblemReport(failOn: null).Report(repair.Problems, parsed.InvocationConfiguration.Error);
        var code = Carry(parsed, read, repair, cancellation);
        return code == ExitCodes.Ok && (repair.Problems.Count > 0 || repair.IsBroken) ? ExitCodes.Failed : code;
    }

    private int Carry(ParseResult parsed, ReadOptions read, PreparedRepair repair, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        repair = repair.Keeping(BackupRetention.Of(parsed.GetValue(_keepBackups)), DateTimeOffset.UtcNow);
        if (IsWhatIf(parsed) || repair.Plan.Steps.Count == 0)
        {
            if (Terminal.IsQuiet(parsed))
                error.Write(RepairReport.Notes(repair.Plan));
            Show(parsed, parsed.InvocationConfiguration.Output, () => Shown(parsed, repair), json => json.Write(repair.Plan),
                () => repair.Plan.Steps.Select(step => step.Target), single: true);
            return repair.IsHelpless ? ExitCodes.Findings : ExitCodes.Ok;
        }
        if (!IsConfirmed(parsed, Shown(parsed, repair), repair.Plan.Steps.Count))
            return Confirmation.Refusal;
        var outcome = RepairRun.Carry(repair, read, cancellation);
        if (cancellation.IsCancellationRequested)
            error.WriteLine($"{ProgramName.Text}: the signal arrived too late to stop the change; the result follows.");
        return AfterCommit.Tell(parsed, outcome.Receipts.Any(receipt => receipt.Result == RepairResult.Done), CodeOf(outcome), writer =>
        {
            // The objects are receipts alone.
            if (_output.IsData(parsed) || Terminal.IsQuiet(parsed))
                error.Write(RepairReport.Notes(repair.Plan));
            if (Terminal.IsQuiet(parsed))
                error.Write(string.Concat(RepairReport.After(outcome.Receipts).Select(line => $"{Printable.Text(line)}\n")));
            Show(parsed, writer, () => RepairReport.Write(outcome.Receipts) + RepairReport.Notes(repair.Plan), json =>
            {
                foreach (var receipt in outcome.Receipts)
                    json.Write(receipt);
            }, () => outcome.Receipts.Select(receipt => receipt.Target));
            foreach (var finding in outcome.Left.Where(finding => finding.SeverityLevel >= FindingSeverity.Error))
                error.WriteLine($"{ProgramName.Text}: not resolved: {finding}");
            if (outcome.RemovedBackups.Count > 0)
                error.WriteLine($"{ProgramName.Text}: removed old backups: {Printable.Text(outcome.RemovedBackups.ToString())}");
            Remark(error, outcome.Remarks);
        });
    }

    private string Shown(ParseResult parsed, PreparedRepair repair) =>
        parsed.GetValue(_summary) ? RepairReport.WriteSummary(repair.Plan) : RepairReport.Write(repair.Plan);

    private static int CodeOf(RepairOutcome outcome) => !outcome.IsDone ? ExitCodes.Failed : outcome.LeavesErrors ? ExitCodes.Findings
        : ExitCodes.Ok;

    /// <summary>Tells what kept nothing from being done.</summary>
    public static void Remark(TextWriter error, IReadOnlyList<PkiProblem> remarks)
    {
        foreach (var remark in remarks)
            error.WriteLine($"{ProgramName.Text}: note: {remark}");
    }

    /// <summary>Writes as the command line says.</summary>
    public void Show(ParseResult parsed, TextWriter output, Func<ReportText> text, Action<JsonObjects> json,
        Func<IEnumerable<string?>> names, bool single = false) => _output.Write(parsed, text, json, names, single, output);
}
