using KubePki.Changes.Repair.Actions;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>
/// Writes a directory for another node: for its owner's eyes only from the first byte, over nothing that is there, whole or not at all.
/// </summary>
internal static class NodePackageRun
{
    public static RepairReceipt Write(PackageCredential action, RepairPlan plan, KeyPassphrase? passphrase, CancellationToken cancellation)
    {
        using var issuance = new IssuanceContext(plan.Root, action.NewKeys, passphrase, cancellation);
        try
        {
            var files = action.Files(issuance).ToList();
            using var guard = ChangeGuard.Enter(cancellation);
            return Write(action, plan, files) is { } problem ? Receipt(action, plan, RepairResult.Refused, problem)
                : Receipt(action, plan, RepairResult.Done, null);
        }
        catch (PkiProblemException e)
        {
            return Receipt(action, plan, RepairResult.Refused, e.Problem.ToString());
        }
    }

    private static string? Write(PackageCredential action, RepairPlan plan, List<(string Name, byte[] Content, int Mode)> files)
    {
        try
        {
            using var directory = NamedDirectory.Open(action.Directory, Disk.OfThisMachine);
            if (directory.Names.Count > 0)
                return $"{action.Directory} is not empty, and existing files are never overwritten. Specify another directory.";
            directory.WriteAll(files);
            return null;
        }
        catch (DiskException e)
        {
            return e.ToProblem(new NodeFiles(plan.Root)).ToString();
        }
    }

    private static RepairReceipt Receipt(PackageCredential action, RepairPlan plan, string result, string? message) => new()
    {
        Step = action.Step.Title,
        Target = action.Step.Target,
        NodeName = plan.NodeName,
        Root = plan.Root,
        Result = result,
        Message = message,
        Changes = message is null ? action.Step.Changes : [],
        Restart = message is null ? action.Step.Restart : TextList.Empty,
        AsOf = plan.AsOf,
    };
}
