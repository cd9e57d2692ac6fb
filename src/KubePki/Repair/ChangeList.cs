using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>The changes of all works, each file once.</summary>
internal static class ChangeList
{
    public static IReadOnlyList<PendingChange> Of(IReadOnlyList<RepairWork> works, Workshop workshop)
    {
        var changes = new List<PendingChange>();
        foreach (var work in works)
        {
            foreach (var change in Prepare(work, workshop))
                Add(changes, change, work, workshop.Edited.ContainsKey(change.NodePath));
        }
        return changes;
    }

    // What a file holds was judged when it was read; where it is not what it seemed, the step is refused, and with it the plan.
    private static List<PendingChange> Prepare(RepairWork work, Workshop workshop)
    {
        try
        {
            return [.. work.Prepare(workshop)];
        }
        catch (Exception e) when (
            e is FormatException or DecoderFallbackException or EncoderFallbackException or AsnContentException or CryptographicException)
        {
            var path = work.Step.Changes.Count > 0 ? work.Step.Changes[0].NodePath : "/";
            throw new PkiProblemException(workshop.Files.At(path)
                .Problem(PkiProblemId.ImpossibleChange, $"\"{work.Step.Title}\" cannot be prepared: {e.Message}"));
        }
    }

    private static void Add(List<PendingChange> changes, PendingChange change, RepairWork work, bool isEdited)
    {
        var known = changes.FindIndex(other => other.NodePath == change.NodePath);
        // Anything else that comes twice is an error of the plan, and is refused.
        if (known < 0 || !(change.Kind == ChangeKind.Access || work is CopyWork || isEdited))
            changes.Add(change);
        else if (isEdited && change.Kind == ChangeKind.Write)
            changes[known] = change;
        // What is written anew gets its right mode and owner at once; what goes away needs none.
        else if (change.Kind == ChangeKind.Access && changes[known].Kind == ChangeKind.Write)
            changes[known] = changes[known] with { Mode = Tighter(changes[known].Mode, change.Mode), UserId = change.UserId, GroupId = change.GroupId };
        // A person's kubeconfig that is a link to the node's own was written with that.
    }

    private static int? Tighter(int? one, int? other) => one is null || other is null ? one ?? other : one & other;
}
