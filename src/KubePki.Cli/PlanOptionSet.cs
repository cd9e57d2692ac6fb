using System.CommandLine;
using KubePki.Model;
using KubePki.Reading;
using KubePki.Repair;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>The way from a plan to its receipt, and the options on it: shown, asked, carried out, told.</summary>
internal sealed class PlanOptionSet
{
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the plan and change nothing." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Change the node without asking." };

    private readonly Option<string> _output = new("--output", "-o") { Description = "The form of the output.", DefaultValueFactory = _ => "table" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _whatIf, _yes, _output })
            command.Options.Add(option);
        _output.AcceptOnlyFromAmong("table", "json");
    }

    /// <summary>Whether nothing is to be changed.</summary>
    public bool IsWhatIf(ParseResult parsed) => parsed.GetValue(_whatIf);

    /// <summary>Whether the answer is to be JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_output) == "json";

    /// <summary>Whether the plan, which is shown for it, is to be carried out.</summary>
    public bool IsConfirmed(ParseResult parsed, string plan, int steps)
    {
        if (parsed.GetValue(_yes))
            return true;
        parsed.InvocationConfiguration.Error.Write(plan);
        return Confirmation.Ask(parsed.InvocationConfiguration.Error, steps);
    }

    /// <summary>Takes back what a run has left that was cut off, where anything may be changed at all.</summary>
    /// <returns>Whether old files were put back, so that the node must be read again.</returns>
    /// <exception cref="PkiProblemException">They could not be put back.</exception>
    public bool TakesBack(ParseResult parsed, string root)
    {
        if (CutOffRun.Find(root) is not [.., var last])
            return false;
        var error = parsed.InvocationConfiguration.Error;
        if (IsWhatIf(parsed) || (!parsed.GetValue(_yes) && !Confirmation.IsPossible))
        {
            error.WriteLine($"kubepki: the run {last.Name} was cut off, and some of its files are new. A repair puts the old ones back first; this speaks of the files as they are.");
            return false;
        }
        CutOffRun.TakeBack(root);
        error.WriteLine($"kubepki: the run {last.Name} was cut off; its old files were put back first.");
        return true;
    }

    /// <summary>Shows a plan, asks, carries it out, and shows what became of it.</summary>
    public int Run(ParseResult parsed, ReadOptions read, PreparedRepair repair, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (IsWhatIf(parsed) || repair.Plan.Steps.Count == 0)
        {
            Show(output, IsJson(parsed), json => json.Write(repair.Plan), RepairReport.Write(repair.Plan), single: true);
            return ExitCodes.Ok;
        }
        if (!IsConfirmed(parsed, RepairReport.Write(repair.Plan), repair.Plan.Steps.Count))
            return ExitCodes.Usage;
        var receipts = RepairRun.Apply(repair, read, cancellation);
        if (cancellation.IsCancellationRequested)
            parsed.InvocationConfiguration.Error.WriteLine(
                "kubepki: the signal came when the change could no longer be stopped; what became of it follows.");
        // The objects are receipts alone.
        if (IsJson(parsed))
            parsed.InvocationConfiguration.Error.Write(RepairReport.Notes(repair.Plan));
        Show(output, IsJson(parsed), json =>
        {
            foreach (var receipt in receipts)
                json.Write(receipt);
        }, RepairReport.Write(receipts) + RepairReport.Notes(repair.Plan), single: false);
        return receipts.All(receipt => receipt.Result == RepairResult.Done) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Writes as text or as JSON.</summary>
    public static void Show(TextWriter output, bool isJson, Action<JsonObjects> write, string text, bool single)
    {
        if (!isJson)
        {
            output.Write(text);
            return;
        }
        using var stream = StandardOutput.Open(output);
        using var json = new JsonObjects(stream, single);
        write(json);
    }
}
