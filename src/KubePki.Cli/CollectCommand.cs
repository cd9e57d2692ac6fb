using System.CommandLine;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Snapshots;

namespace KubePki.Cli;

/// <summary><c>kubepki collect</c>: a snapshot of a node, without its secrets, to be read elsewhere.</summary>
internal sealed class CollectCommand
{
    private const string Stdout = "-";

    private readonly SharedOptions _shared = new();

    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "Archive to write, or - for standard output (default: NODE.tar.gz in the current directory).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var collect = new CollectCommand();
        var command = new Command("collect",
            "Saves what the diagnosis reads of a node as one archive, without private keys, tokens and passwords; --root takes it in the node's place.")
        {
            collect._file, collect._shared.Root, collect._shared.AsOf,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(collect.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var archive = new MemoryStream();
        var node = NodeSnapshot.Write(_shared.ReadOptions(parsed), $"kubepki {ToolVersion.Text}", DateTimeOffset.UtcNow, archive, cancellation);
        new ProblemReport(failOn: null).Report([.. node.Problems.Where(problem => node.IsEmpty || problem.Id == PkiProblemId.UnreadableFile)],
            parsed.InvocationConfiguration.Error);
        if (node.IsEmpty)
            return ExitCodes.Failed;
        var target = parsed.GetValue(_file) ?? NodeSnapshot.FileNameOf(node);
        if (target == Stdout)
        {
            using var output = StandardOutput.Open(parsed.InvocationConfiguration.Output);
            archive.WriteTo(output);
            return ExitCodes.Ok;
        }
        NewFile.Write(target, archive.ToArray());
        parsed.InvocationConfiguration.Output.WriteLine($"Saved {Path.GetFullPath(target)}.");
        return ExitCodes.Ok;
    }
}
