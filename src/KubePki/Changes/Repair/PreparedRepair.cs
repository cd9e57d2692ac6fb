using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePki.Changes.Repair;

/// <summary>A plan, and what it takes to carry it out.</summary>
public sealed record PreparedRepair
{
    internal PreparedRepair(RepairPlan plan, IReadOnlyList<RepairAction> actions)
    {
        Plan = plan;
        Actions = actions;
    }

    /// <summary>The plan, to be shown.</summary>
    public RepairPlan Plan { get; private init; }

    /// <summary>
    /// What was asked for and cannot be done: encrypted keys that stay closed although a passphrase was given, and what was named and is
    /// not there.
    /// </summary>
    public IReadOnlyList<PkiProblem> Problems { get; internal init; } = [];

    /// <summary>What was found of that which the repair was asked to fix, before anything is done.</summary>
    public IReadOnlyList<KubePkiFinding> Found { get; private init; } = [];

    /// <summary>Whether an internal error kept the plan for something from being made; the rest of the plan stands.</summary>
    public bool IsBroken { get; internal init; }

    /// <summary>Those of the findings that the plan does away with.</summary>
    internal IReadOnlySet<KubePkiFinding> Answered { get; init; } =
        new HashSet<KubePkiFinding>(ReferenceEqualityComparer.Instance);

    internal IReadOnlyList<RepairAction> Actions { get; private init; }

    /// <summary>What the backup is said to be for.</summary>
    internal string Label { get; init; } = "repair";

    /// <summary>The files that the user named, each by its path on the node; only these are changed where others own them.</summary>
    internal IReadOnlyCollection<string> Named { get; init; } = [];

    /// <summary>Whether the root is made when it is not there.</summary>
    internal bool MakesRoot { get; init; }

    /// <summary>The clock's time, which names and dates the backup; null for the moment of the plan.</summary>
    internal DateTimeOffset? Now { get; private init; }

    /// <summary>How many backups are kept.</summary>
    internal BackupRetention Retention { get; private init; } = BackupRetention.Default;

    /// <summary>
    /// Looks at what these works have made, besides what their steps say that they fix: null when it is good, else why not.
    /// </summary>
    internal Func<IReadOnlyList<RepairAction>, KubePki.Node.Reading.ReadOptions, string?>? Verify { get; init; }

    /// <summary>What is made for another node; null when this one is repaired.</summary>
    internal PackageCredential? Package => Actions.OfType<PackageCredential>().FirstOrDefault();

    /// <summary>Whether there is nothing to do, though an error, or worse, was found that should have been fixed.</summary>
    public bool IsHelpless => Plan.Uncured.Count > 0;

    /// <summary>The same repair with some of its steps only.</summary>
    /// <param name="steps">The steps, of this plan.</param>
    public PreparedRepair Only(IReadOnlyCollection<RepairStep> steps) => this with
    {
        Plan = Plan with { Steps = Plan.Steps.Where(steps.Contains).ToArray() },
        Actions = Actions.Where(action => steps.Contains(action.Step)).ToArray(),
    };

    /// <summary>The same repair, which says of the backups that there are which will go.</summary>
    /// <param name="retention">What is kept.</param>
    /// <param name="now">The clock's time: the day of the backup to come, whatever moment the plan is made for.</param>
    public PreparedRepair Keeping(BackupRetention retention, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(retention);
        var surplus = Package is null && Actions.Count > 0 ? Surplus(retention, now) : TextList.Empty;
        return this with { Retention = retention, Now = now, Plan = Plan with { BackupsToRemove = surplus } };
    }

    /// <summary>The same repair, which was asked for what is not there.</summary>
    /// <param name="targets">What was named, each with the reason.</param>
    internal PreparedRepair Missing(IEnumerable<(string Target, string Reason)> targets) => this with
    {
        Problems = [.. Problems, .. targets.Select(target =>
            KubePki.Node.Reading.Files.NodeFile.OfThisMachine(target.Target).Problem(PkiProblemId.TargetNotFound, target.Reason))],
    };

    /// <summary>The same repair, which was asked to fix these findings.</summary>
    internal PreparedRepair Concerning(IReadOnlyList<KubePkiFinding> found) => this with
    {
        Found = found,
        Plan = Plan.Steps.Count > 0 ? Plan : Plan.WithUncured([.. found.Where(finding => finding.SeverityLevel >= FindingSeverity.Error)]),
    };

    /// <summary>
    /// The same repair of a part of a node: where there is nothing to do for that part, what else is wrong with the node is told.
    /// </summary>
    /// <param name="node">The snapshot of the whole node.</param>
    /// <param name="files">The files that were asked about by their paths; nothing is wrong with them.</param>
    public PreparedRepair On(NodePki node, params IEnumerable<string> files) => Plan.Steps.Count > 0 || Plan.Uncured.Count > 0 ? this
        : this with
        {
            Plan = Plan.WithUncured([.. Diagnosis.Run(node).Where(finding => finding.SeverityLevel >= FindingSeverity.Error)]) with
            {
                IsOfPart = true,
                Fine = TextList.From(files),
            },
        };

    /// <summary>A plan that makes something for another node, and leaves this one as it is.</summary>
    internal PreparedRepair Carrying(PackageCredential package) => new(Plan with { Steps = [package.Step] }, [package]);

    private TextList Surplus(BackupRetention retention, DateTimeOffset now)
    {
        try
        {
            return TextList.From(BackupStore.Surplus(Plan.Root, retention, now));
        }
        catch (PkiProblemException)
        {
            // Where backups cannot be listed nothing will be changed either, and that is said then.
            return TextList.Empty;
        }
    }
}
