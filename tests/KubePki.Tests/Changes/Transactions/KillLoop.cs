using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Reading.Files;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>
/// What the process does that is to be killed: there and back again between two trees, each way one transaction, until it dies.
/// </summary>
internal static class KillLoop
{
    public const string Argument = "change-until-killed";
    public const string Ready = "ready";

    private const long Time = 1_700_000_000_123_456_789;

    /// <summary>Changes a tree for ever.</summary>
    public static void Run(string root, string oldFiles)
    {
        // The first two are slow: the code is compiled.
        Step(root, oldFiles);
        Step(root, oldFiles);
        Console.WriteLine(Ready);
        while (true)
            Step(root, oldFiles);
    }

    /// <summary>Makes the new tree of the old one, or the old one of the new one.</summary>
    private static void Step(string root, string oldFiles)
    {
        var isOld = FileState.Of(new NodeFiles(root), Scenario.Network).Kind == EntryKind.File;
        var result = isOld ? Forth(root) : Back(root, oldFiles);
        if (result.Outcome != TransactionOutcome.Committed)
            throw new InvalidOperationException($"{result.Outcome} {result.Problem}");
    }

    public static TransactionResult Back(string root, string oldFiles) => BackupStore.Restore(
        new PkiBackup { Name = "old", Path = oldFiles, Root = root, State = PkiBackupState.Committed },
        Scenario.Options(Disk.OfThisMachine));

    public static TransactionResult Forth(string root)
    {
        var files = new NodeFiles(root);
        var changes = Scenario.ChangesOf(files).ConvertAll(change =>
            change.Kind is ChangeKind.Write or ChangeKind.Link ? change with { ModifiedNanoseconds = Time } : change);
        return Transaction.Apply(root, changes, Scenario.Options(Disk.OfThisMachine));
    }
}
