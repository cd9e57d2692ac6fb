using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>Writes a directory for another node: for its owner's eyes only from the first byte, over nothing that is there, whole or not at all.</summary>
internal static class NodePackageRun
{
    public static RepairReceipt Write(PackageCredential work, RepairPlan plan, KeyPassphrase? passphrase, CancellationToken cancellation)
    {
        using var workshop = new IssuanceContext(plan.Root, work.NewKeys, passphrase, cancellation);
        try
        {
            var files = work.Files(workshop).ToList();
            using var guard = ChangeGuard.Enter(cancellation);
            return Write(work, plan, files) is { } problem ? Receipt(work, plan, RepairResult.Refused, problem)
                : Receipt(work, plan, RepairResult.Done, null);
        }
        catch (PkiProblemException e)
        {
            return Receipt(work, plan, RepairResult.Refused, e.Problem.ToString());
        }
    }

    private static string? Write(PackageCredential work, RepairPlan plan, List<(string Name, byte[] Content, int Mode)> files)
    {
        try
        {
            using var directory = NamedDirectory.Open(work.Directory, Disk.OfThisMachine);
            if (directory.Names.Count > 0)
                return $"{work.Directory} is not empty, and nothing is overwritten: name another directory.";
            directory.WriteAll(files);
            return null;
        }
        catch (DiskException e)
        {
            return e.ToProblem(new NodeFiles(plan.Root)).ToString();
        }
    }

    private static RepairReceipt Receipt(PackageCredential work, RepairPlan plan, string result, string? message) => new()
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
