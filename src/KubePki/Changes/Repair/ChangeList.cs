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
    /// <param name="works">The works.</param>
    /// <param name="workshop">What they have in common.</param>
    /// <param name="refuse">Is told a work of one person's file that cannot be done: it keeps nothing else from being done.</param>
    /// <exception cref="PkiProblemException">Another work cannot be done.</exception>
    public static IReadOnlyList<PreparedChange> Prepare(IEnumerable<RepairAction> works, IssuanceContext workshop,
        Action<RepairAction, PkiProblem> refuse) =>
        [.. works.SelectMany(work => Prepare(work, workshop, refuse)
            .Select(change => new PreparedChange(work, change, workshop.Edited.ContainsKey(change.NodePath))))];

    /// <summary>The changes, each file once.</summary>
    /// <param name="prepared">
    /// What the works made, in their order; without that of a work whose file is one person's, the rest is the same.
    /// </param>
    public static IReadOnlyList<PendingChange> Merge(IEnumerable<PreparedChange> prepared)
    {
        var changes = new List<PendingChange>();
        foreach (var (work, change, isEdited) in prepared)
            Add(changes, change, work, isEdited);
        return changes;
    }

    // What a file holds was judged when it was read; where it is not what it seemed, the step is refused, and with it the plan.
    private static List<PendingChange> Prepare(RepairAction work, IssuanceContext workshop, Action<RepairAction, PkiProblem> refuse)
    {
        try
        {
            return [.. work.Prepare(workshop)];
        }
        catch (Exception e) when (ProblemOf(e, work, workshop) is { } problem)
        {
            if (!work.MayBeLeftOut)
                throw new PkiProblemException(problem);
            refuse(work, problem);
            return [];
        }
    }

    private static PkiProblem? ProblemOf(Exception exception, RepairAction work, IssuanceContext workshop) => exception switch
    {
        PkiProblemException e => e.Problem,
        FormatException or DecoderFallbackException or EncoderFallbackException or AsnContentException or CryptographicException =>
            workshop.Files.At(work.Step.Changes.Count > 0 ? work.Step.Changes[0].NodePath : "/")
                .Problem(PkiProblemId.ImpossibleChange, $"\"{work.Step.Title}\" cannot be prepared: {exception.Message}"),
        _ => null,
    };

    private static void Add(List<PendingChange> changes, PendingChange change, RepairAction work, bool isEdited)
    {
        var known = changes.FindIndex(other => other.NodePath == change.NodePath);
        // Anything else that comes twice is an error of the plan, and is refused.
        if (known < 0 || !(change.Kind == ChangeKind.Access || work is UpdateKubeconfigCopy || isEdited))
            changes.Add(change);
        else if (isEdited && change.Kind == ChangeKind.Write)
            changes[known] = change;
        // What is written anew gets its right mode and owner at once; what goes away needs none.
        else if (change.Kind == ChangeKind.Access && changes[known].Kind == ChangeKind.Write)
            changes[known] = changes[known] with { Mode = Tighter(changes[known].Mode, change.Mode), UserId = change.UserId
                ?? changes[known].UserId, GroupId = change.GroupId ?? changes[known].GroupId };
        // A person's kubeconfig that is a link to the node's own was written with that.
    }

    private static int? Tighter(int? one, int? other) => one is null || other is null ? one ?? other : one & other;
}
