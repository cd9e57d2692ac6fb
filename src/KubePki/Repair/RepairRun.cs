using KubePki.Checks;
using KubePki.Model;
using KubePki.Reading;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Carries out a plan in one transaction, and looks at the node again before it is kept.</summary>
public static class RepairRun
{
    /// <summary>Makes new keys and certificates, writes them, and verifies; all or nothing.</summary>
    /// <param name="repair">The plan.</param>
    /// <param name="options">How the node was read; it is read again in the same way.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <returns>What became of each step.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static IReadOnlyList<RepairReceipt> Apply(PreparedRepair repair, ReadOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(repair);
        ArgumentNullException.ThrowIfNull(options);
        if (repair.Package is { } package)
            return [NodePackageRun.Write(package, repair.Plan, options.Passphrase, cancellation)];
        using var workshop = new Workshop(repair.Plan.Root, repair.Works.SelectMany(work => work.NewKeys), options.Passphrase,
            cancellation);
        try
        {
            if (repair.MakesRoot)
                PrivateDirectory.Ensure(repair.Plan.Root);
            var changes = ChangeList.Of(repair.Works, workshop);
            var result = Transaction.Apply(repair.Plan.Root, changes, new TransactionOptions
            {
                Now = repair.Plan.AsOf,
                Label = repair.Label,
                Trace = options.Trace,
                Verify = () => WhyNotGood(repair.Plan, options) ?? repair.Verify?.Invoke(repair.Works, options with { Trace = null }),
            }, cancellation);
            return [.. repair.Plan.Steps.Select(step => Receipt(step, repair.Plan, result))];
        }
        catch (PkiProblemException e)
        {
            return [.. repair.Plan.Steps.Select(step => Refused(step, repair.Plan, e.Problem.ToString()))];
        }
    }

    // Each step says what it cures: that must be gone.
    private static string? WhyNotGood(RepairPlan plan, ReadOptions options)
    {
        if (plan.Steps.All(step => step.Cures.Count == 0))
            return null;
        var findings = Diagnosis.Run(new NodeReader(options with { Trace = null }).ReadNode());
        foreach (var step in plan.Steps)
        {
            var paths = step.Changes.Select(change => change.NodePath).ToHashSet(StringComparer.Ordinal);
            if (findings.FirstOrDefault(finding => step.Cures.Contains(finding.Check) && finding.NodePath is { } path && paths.Contains(path)) is { } left)
                return $"after \"{step.Title}\" {left.Check} still says: {left.Message}";
        }
        return null;
    }

    private static RepairReceipt Receipt(RepairStep step, RepairPlan plan, TransactionResult result) => new()
    {
        Step = step.Title,
        Target = step.Target,
        Result = result.Outcome == TransactionOutcome.Committed ? RepairResult.Done : result.Outcome.ToString(),
        Message = result.Problem?.ToString(),
        Changes = result.Outcome == TransactionOutcome.Committed ? step.Changes : [],
        Backup = result.BackupPath,
        Resolved = result.Outcome == TransactionOutcome.Committed ? step.Cures : TextList.Empty,
        Restart = result.Outcome == TransactionOutcome.Committed ? step.Restart : TextList.Empty,
        AsOf = plan.AsOf,
    };

    private static RepairReceipt Refused(RepairStep step, RepairPlan plan, string message) => new() { Step = step.Title, Target = step.Target, Result = RepairResult.Refused, Message = message, AsOf = plan.AsOf };
}
