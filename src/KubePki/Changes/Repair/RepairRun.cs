using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Files;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Repair;

/// <summary>Carries out a plan in one transaction, and looks at the node again before it is kept.</summary>
public static class RepairRun
{
    /// <summary>
    /// Makes new keys and certificates, writes them, and verifies; all or nothing. A signal that would end the process waits until then.
    /// </summary>
    /// <param name="repair">The plan.</param>
    /// <param name="options">How the node was read; it is read again in the same way.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <returns>What became of each step.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static IReadOnlyList<RepairReceipt> Apply(PreparedRepair repair, ReadOptions options,
        CancellationToken cancellation = default) =>
        Carry(repair, options, cancellation).Receipts;

    /// <summary>
    /// The same, with what is left of that which was to be fixed. All is done or nothing; but a file of one person that cannot be put
    /// right, for whatever reason, is left out, and so is a step that does not resolve its finding, and that no other step needs.
    /// </summary>
    /// <param name="repair">The plan.</param>
    /// <param name="options">How the node was read; it is read again in the same way.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static RepairOutcome Carry(PreparedRepair repair, ReadOptions options, CancellationToken cancellation = default) =>
        Carry(repair, options, tell: null, cancellation);

    /// <summary>The same, told of as it goes.</summary>
    /// <param name="repair">The plan.</param>
    /// <param name="options">How the node was read; it is read again in the same way.</param>
    /// <param name="tell">Is told each stage; it must not throw. Null to be told nothing.</param>
    /// <param name="cancellation">Stops the work as long as nothing was touched.</param>
    /// <exception cref="OperationCanceledException">It was stopped; nothing has changed.</exception>
    public static RepairOutcome Carry(PreparedRepair repair, ReadOptions options, Action<string>? tell, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(repair);
        ArgumentNullException.ThrowIfNull(options);
        return repair.Package is { } package
            ? new RepairOutcome { Receipts = [NodePackageRun.Write(package, repair.Plan, options.Passphrase, cancellation)] }
            : new Run(repair, options, tell).Carry(cancellation);
    }

    private sealed class Run(PreparedRepair repair, ReadOptions options, Action<string>? tell)
    {
        private readonly Dictionary<RepairAction, PkiProblem> _refused = [];
        private readonly List<PkiProblem> _remarks = [];
        private IReadOnlyList<KubePkiFinding>? _after;
        private RepairAction? _faulty;

        private IReadOnlyList<RepairAction> Actions => [.. repair.Actions.Where(action => !_refused.ContainsKey(action))];

        public RepairOutcome Carry(CancellationToken cancellation)
        {
            using var issuance = new IssuanceContext(repair.Plan.Root,
                repair.Actions.SelectMany(action => action.NewKeys), options.Passphrase,
                cancellation);
            try
            {
                if (issuance.Files.ObjectionToChange is { } objection)
                    throw new PkiProblemException(objection);
                using var guard = ChangeGuard.Enter(cancellation);
                if (repair.MakesRoot)
                    MakeRoot();
                var prepared = ChangeList.Prepare(repair.Actions, issuance, _refused.Add);
                var result = Apply(prepared, issuance, guard.Cancellation);
                while (result.Outcome is TransactionOutcome.Refused or TransactionOutcome.RolledBack && CulpritOf(result) is { } culprit)
                {
                    _refused.Add(culprit, result.Problem!);
                    result = Apply(prepared, issuance, guard.Cancellation);
                }
                return new RepairOutcome
                {
                    Receipts = [.. repair.Actions
                        .Select(action => _refused.TryGetValue(action, out var problem) ? Refused(action.Step, problem)
                            : Receipt(action.Step, result))],
                    Left = Left(result),
                    RemovedBackups = TextList.From(result.RemovedBackups),
                    Remarks = [.. _remarks.Distinct()],
                };
            }
            catch (PkiProblemException e)
            {
                return new RepairOutcome { Receipts = [.. repair.Plan.Steps.Select(step => Refused(step, e.Problem))],
                    Left = repair.Found };
            }
        }

        // Its owner could take the keys that are put there.
        private void MakeRoot()
        {
            try
            {
                NamedDirectory.Open(repair.Plan.Root, Disk.OfThisMachine).Dispose();
            }
            catch (DiskException e)
            {
                throw new PkiProblemException(e.ToProblem(new NodeFiles("/")));
            }
        }

        // Only what is left out changes from one try to the next.
        private List<PendingChange> Changes(IReadOnlyList<PreparedChange> prepared, IssuanceContext issuance)
        {
            var named = repair.Named.Select(path => issuance.Files.Resolve(path).RealNodePath).ToHashSet(StringComparer.Ordinal);
            return [.. ChangeList.Merge(prepared.Where(change => !_refused.ContainsKey(change.Action)))
                .Select(change => named.Contains(change.NodePath) ? change with { IsAskedFor = true } : change)];
        }

        private TransactionResult Apply(IReadOnlyList<PreparedChange> prepared, IssuanceContext issuance, CancellationToken cancellation)
        {
            (_after, _faulty) = (null, null);
            var result = Transaction.Apply(repair.Plan.Root, Changes(prepared, issuance), new TransactionOptions
            {
                Now = repair.Now ?? repair.Plan.AsOf,
                Label = repair.Label,
                Trace = options.Trace,
                Tell = tell,
                Retention = repair.Retention,
                Verify = () => RemainingFault() ?? repair.Verify?.Invoke(Actions, options with { Trace = null }),
            }, cancellation);
            _remarks.AddRange([.. result.Recovery.Remarks, .. result.Remarks]);
            return result;
        }

        // Whose file it was that kept the rest from being done, where it is one person's, or where nothing else needs it.
        private RepairAction? CulpritOf(TransactionResult result) => _faulty is { MayBeLeftOut: true } || IsAlone(_faulty) ? _faulty
            : Actions.FirstOrDefault(action => action.MayBeLeftOut
                && action.Step.Changes.Any(change => change.NodePath == result.Problem!.NodePath || change.Path == result.Problem.Path));

        private bool IsAlone(RepairAction? action) => action is { IsWholeByItself: true } && Actions.Count > 1
            && Actions.All(other => other == action || !other.Needs(action));

        // Each step says what it fixes: that must be gone.
        private string? RemainingFault()
        {
            if (Actions.All(action => action.Step.Cures.Count == 0))
                return null;
            _after = Diagnosis.Run(new NodeReader(options with { Trace = null }).ReadNode());
            foreach (var action in Actions)
            {
                var paths = action.Step.Changes.Select(change => change.NodePath).ToHashSet(StringComparer.Ordinal);
                if (_after.FirstOrDefault(finding => action.Step.Cures.Contains(finding.Check) && finding.NodePath is { } path
                    && paths.Contains(path)) is not { } left)
                    continue;
                _faulty = action;
                return $"after \"{action.Step.Title}\", {left.Check} still reports: {left.Message}";
            }
            return null;
        }

        private KubePkiFinding[] Left(TransactionResult result)
        {
            if (result.Outcome != TransactionOutcome.Committed
                || repair.Found.All(finding => finding.SeverityLevel < FindingSeverity.Error))
                return [.. result.Outcome == TransactionOutcome.Committed ? [] : repair.Found];
            var after = _after ?? Diagnosis.Run(new NodeReader(options with { Trace = null }).ReadNode());
            return [.. after.Where(finding =>
                repair.Found.Any(found => found.Check == finding.Check && found.Target == finding.Target
                && found.NodePath == finding.NodePath))];
        }

        private RepairReceipt Receipt(RepairStep step, TransactionResult result)
        {
            var isDone = result.Outcome == TransactionOutcome.Committed;
            return new RepairReceipt
            {
                Step = step.Title,
                Target = step.Target,
                NodeName = repair.Plan.NodeName,
                Root = repair.Plan.Root,
                Result = isDone ? RepairResult.Done : result.Outcome.ToString(),
                Message = result.Problem?.ToString(),
                Changes = isDone ? step.Changes : [],
                Backup = result.BackupPath,
                Resolved = isDone ? step.Cures : TextList.Empty,
                Restart = isDone ? step.Restart : TextList.Empty,
                AsOf = repair.Plan.AsOf,
            };
        }

        private RepairReceipt Refused(RepairStep step, PkiProblem problem) =>
            new() { Step = step.Title, Target = step.Target, Result = RepairResult.Refused, Message = problem.ToString(),
                NodeName = repair.Plan.NodeName, Root = repair.Plan.Root, AsOf = repair.Plan.AsOf };
    }
}
