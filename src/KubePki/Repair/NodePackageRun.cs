using KubePki.Layout;
using KubePki.Model;
using KubePki.Writing;

namespace KubePki.Repair;

/// <summary>Writes a directory for another node: for its owner's eyes only from the first byte, over nothing that is there, whole or not at all.</summary>
internal static class NodePackageRun
{
    public static RepairReceipt Write(NodePackageWork work, RepairPlan plan, CancellationToken cancellation)
    {
        using var workshop = new Workshop(plan.Root, work.NewKeys, cancellation);
        try
        {
            var files = work.Files(workshop).ToList();
            using var guard = ChangeGuard.Enter(cancellation);
            return Write(work, plan, files, Disk.OfThisMachine) is { } problem ? Receipt(work, plan, RepairResult.Refused, problem) : Receipt(work, plan, RepairResult.Done, null);
        }
        catch (PkiProblemException e)
        {
            return Receipt(work, plan, RepairResult.Refused, e.Problem.ToString());
        }
    }

    private static string? Write(NodePackageWork work, RepairPlan plan, List<(string Name, byte[] Content, int Mode)> files, IDisk disk)
    {
        var made = new List<string>();
        var isNew = false;
        try
        {
            var entry = disk.Look(work.Directory);
            if (entry.Kind is not (EntryKind.Absent or EntryKind.Directory))
                return $"{work.Directory} is no directory.";
            if (entry.Kind == EntryKind.Directory && disk.List(work.Directory).Count > 0)
                return $"{work.Directory} is not empty, and nothing is overwritten: name another directory.";
            isNew = entry.Kind == EntryKind.Absent;
            if (isNew)
                disk.MakeDirectory(work.Directory, FileModes.Owner);
            else
                disk.SetMode(work.Directory, FileModes.Owner);
            var owner = disk.Look(work.Directory);
            foreach (var (name, content, mode) in files)
            {
                made.Add(work.PathOf(name));
                new EntryMaker(disk).MakeFile(work.PathOf(name), content, mode, owner.UserId, owner.GroupId, null);
            }
            disk.Sync(work.Directory);
            return null;
        }
        catch (DiskException e)
        {
            TakeBack(disk, work.Directory, made, isNew);
            return e.ToProblem(new Reading.NodeFiles(plan.Root)).ToString();
        }
    }

    private static void TakeBack(IDisk disk, string directory, List<string> made, bool isNew)
    {
        try
        {
            foreach (var path in made.Where(path => disk.Look(path).Kind != EntryKind.Absent))
                disk.Remove(path);
            if (isNew && disk.Look(directory).Kind == EntryKind.Directory)
                disk.RemoveDirectory(directory);
        }
        catch (DiskException)
        {
            // Why the writing failed is what matters.
        }
    }

    private static RepairReceipt Receipt(NodePackageWork work, RepairPlan plan, string result, string? message) => new()
    {
        Step = work.Step.Title,
        Target = work.Step.Target,
        Result = result,
        Message = message,
        Changes = message is null ? work.Step.Changes : [],
        Restart = message is null ? work.Step.Restart : TextList.Empty,
        AsOf = plan.AsOf,
    };
}
