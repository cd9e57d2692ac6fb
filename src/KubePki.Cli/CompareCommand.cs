using System.CommandLine;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Comparison;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki compare</c>: how two nodes, or a backup and its node, differ.</summary>
internal sealed class CompareCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Argument<string> _reference = new("REFERENCE")
    {
        Description = "Root directory of a node, or the name or path of a backup.",
    };

    private readonly Argument<string?> _difference = new("DIFFERENCE")
    {
        Description = "Root directory or backup to compare with (default: the node of --root).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var compare = new CompareCommand();
        var command = new Command("compare",
            "Compares two nodes, or a backup with its node: what was added, removed and changed. Exit code 2 if they differ.")
        {
            compare._reference, compare._difference, compare._shared.Root, compare._shared.AsOf,
        };
        compare._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(compare.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (first, second, root) = (parsed.GetValue(_reference)!, parsed.GetValue(_difference), parsed.GetValue(_shared.Root)!);
        // A name is that of a backup of the other side, unless another root was given.
        var home = root == "/" && second is not null && Directory.Exists(second) ? second : root;
        var (reference, only) = Read(parsed, first, home, cancellation);
        var (difference, other) = Read(parsed, second ?? root, root == "/" && Directory.Exists(first) ? first : root, cancellation);
        var problems = new ProblemReport(failOn: null);
        problems.Report([.. reference.Problems, .. difference.Problems], parsed.InvocationConfiguration.Error);
        if (reference.IsEmpty || difference.IsEmpty)
            return ExitCodes.Failed;
        var found = NodeComparer.Compare(reference, difference, BackupSnapshot.Common(only, other));
        _output.Write(parsed, () => DifferenceTable.Write(found), json =>
        {
            foreach (var row in found)
                json.Write(row);
        }, () => found.Select(row => row.NodePath).Distinct());
        return found.Count > 0 ? ExitCodes.Findings : ExitCodes.Ok;
    }

    private (NodePki Node, IReadOnlySet<string>? Paths) Read(
        ParseResult parsed, string side, string home, CancellationToken cancellation)
    {
        var options = _shared.ReadOptions(parsed);
        if (BackupStore.Find(home, side) is { } backup)
        {
            var held = BackupSnapshot.Read(backup, options, cancellation);
            return (held.Node, held.Paths);
        }
        return (new NodeReader(options with { Root = Path.GetFullPath(side) }, cancellation).ReadNode(), null);
    }
}
