using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// A step with what it takes to do it. The <c>Plan</c> of each action asks the facts, and adds the action to a draft, or the reason why
/// there is none.
/// </summary>
internal abstract class RepairAction
{
    /// <summary>The step as it is shown.</summary>
    public required RepairStep Step { get; set; }

    /// <summary>The same work, shown otherwise.</summary>
    public RepairAction With(RepairStep step)
    {
        Step = step;
        return this;
    }

    /// <summary>Makes what is to be written. Nothing is written yet; new keys come from the context.</summary>
    public abstract IEnumerable<PendingChange> Prepare(IssuanceContext issuance);

    /// <summary>
    /// Whether it is about files that others write at any time, one person's alone or those of networks: when it cannot be done, the rest
    /// is done all the same.
    /// </summary>
    public virtual bool MayBeLeftOut =>
        Step.Changes.Count > 0 && Step.Changes.All(change => PkiLayouts.IsOfNetworks(change.NodePath));

    /// <summary>
    /// Whether the rest is whole without it: when it does not resolve what it was planned for, it is left out, and the rest is done all the
    /// same.
    /// </summary>
    public virtual bool IsWholeByItself => false;

    /// <summary>Whether it goes on from what another work makes.</summary>
    /// <param name="other">The other work.</param>
    public virtual bool Needs(RepairAction other) => Step.Changes.Any(change =>
        other.Step.Changes.Any(another => another.NodePath == change.NodePath));

    /// <summary>The kinds of new keys that the work needs, so that they can be made while others are.</summary>
    public virtual IEnumerable<KubePki.Pki.Keys.KeyKind> NewKeys => [];

    /// <summary>A step.</summary>
    public static RepairStep NewStep(
        string title, string target, string reason, IReadOnlyList<PlannedChange> changes, TextList restart) => new()
    {
        Title = title,
        Target = target,
        Reason = reason,
        Changes = changes,
        Restart = restart,
    };
}
