using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>The changes of all works, each file once.</summary>
internal static class ChangeList
{
    /// <summary>
    /// Has each work make its changes, once: a work goes on from what those before it have edited, issued and renewed, so it cannot be
    /// asked a second time.
    /// </summary>
    /// <param name="actions">The works.</param>
    /// <param name="issuance">What they have in common.</param>
    /// <param name="refuse">Is told a work of one person's file that cannot be done: it keeps nothing else from being done.</param>
    /// <exception cref="PkiProblemException">Another work cannot be done.</exception>
    public static IReadOnlyList<PreparedChange> Prepare(IEnumerable<RepairAction> actions, IssuanceContext issuance,
        Action<RepairAction, PkiProblem> refuse) =>
        [.. actions.SelectMany(action => Prepare(action, issuance, refuse)
            .Select(change => new PreparedChange(action, change, issuance.Edited.ContainsKey(change.NodePath))))];

    /// <summary>The changes, each file once.</summary>
    /// <param name="prepared">
    /// What the works made, in their order; without that of a work whose file is one person's, the rest is the same.
    /// </param>
    public static IReadOnlyList<PendingChange> Merge(IEnumerable<PreparedChange> prepared)
    {
        var changes = new List<PendingChange>();
        foreach (var (action, change, isEdited) in prepared)
            Add(changes, change, action, isEdited);
        return changes;
    }

    // What a file holds was judged when it was read; where it is not what it seemed, the step is refused, and with it the plan.
    private static List<PendingChange> Prepare(RepairAction action, IssuanceContext issuance, Action<RepairAction, PkiProblem> refuse)
    {
        try
        {
            return [.. action.Prepare(issuance)];
        }
        catch (Exception e) when (ProblemOf(e, action, issuance) is { } problem)
        {
            if (!action.MayBeLeftOut)
                throw new PkiProblemException(problem);
            refuse(action, problem);
            return [];
        }
    }

    private static PkiProblem? ProblemOf(Exception exception, RepairAction action, IssuanceContext issuance) => exception switch
    {
        PkiProblemException e => e.Problem,
        FormatException or DecoderFallbackException or EncoderFallbackException or AsnContentException or CryptographicException =>
            issuance.Files.At(action.Step.Changes.Count > 0 ? action.Step.Changes[0].NodePath : "/")
                .Problem(PkiProblemId.ImpossibleChange, $"cannot prepare \"{action.Step.Title}\": {ForeignWords.Of(exception)}"),
        _ => null,
    };

    private static void Add(List<PendingChange> changes, PendingChange change, RepairAction action, bool isEdited)
    {
        var known = changes.FindIndex(other => other.NodePath == change.NodePath);
        // Anything else that comes twice is an error of the plan, and is refused.
        if (known < 0 || !(change.Kind == ChangeKind.Access || action is UpdateKubeconfigCopy || isEdited))
            changes.Add(change);
        else if (isEdited && change.Kind == ChangeKind.Write)
            changes[known] = change;
        // What is newly written gets its right mode and owner at once; what goes away needs none.
        else if (change.Kind == ChangeKind.Access && changes[known].Kind == ChangeKind.Write)
            changes[known] = changes[known] with { Mode = Tighter(changes[known].Mode, change.Mode), UserId = change.UserId
                ?? changes[known].UserId, GroupId = change.GroupId ?? changes[known].GroupId };
        // A person's kubeconfig that is a link to the node's own was written with that.
    }

    private static int? Tighter(int? one, int? other) => one is null || other is null ? one ?? other : one & other;
}
