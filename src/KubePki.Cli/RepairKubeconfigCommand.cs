using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePki.Cli;

/// <summary><c>kubepki repair kubeconfig</c>: the kubeconfigs of the node, or the files that are named, copies among them.</summary>
internal sealed class RepairKubeconfigCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;

    private readonly Option<string[]> _path = new("--path", "-p")
    {
        Description = "Repair only these kubeconfigs, including copies such as ~/.kube/config. "
            + "A missing one is created if its name shows its role.",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = true,
    };

    private RepairKubeconfigCommand() => _repair = new RepairOptionSet(_shared, RepairScope.Kubeconfigs);

    public static Command Create()
    {
        var repair = new RepairKubeconfigCommand();
        var command = new Command("kubeconfig",
            "Repairs kubeconfigs: credentials, CA bundles, servers, copies, and missing kubeconfigs.");
        repair._repair.AddTo(command);
        command.Options.Add(repair._path);
        command.SetAction((parsed, cancellation) => Task.FromResult(repair.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        var reader = new NodeReader(read, cancellation);
        var nameless = (parsed.GetValue(_path) ?? []).SelectMany(KubeconfigPaths.Split)
            .Where(path => reader.PlaceOfFile(path) is null).ToList();
        foreach (var path in nameless)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"{ProgramName.Text}: {Printable.Text(path)}: not a valid file path. Specify kubeconfig files.");
        }
        var code = nameless.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok;
        foreach (var (root, paths) in Places(parsed, read, cancellation))
        {
            var options = read with { Root = root, NamedKubeconfigs = paths ?? [] };
            var node = new NodeReader(options, cancellation).ReadNode();
            var missing = node.Problems.Where(problem => problem.Id is PkiProblemId.NodeNotFound or PkiProblemId.PathNotFound
                && (node.IsEmpty || paths?.Contains(problem.NodePath) == true)).ToList();
            if (node.IsUnread)
                missing.AddRange(node.Problems.Where(problem => problem.Id == PkiProblemId.UnreadableFile));
            new ProblemReport(failOn: null).Report(missing, parsed.InvocationConfiguration.Error);
            code = Math.Max(code, missing.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok);
            if (!node.IsEmpty && !node.IsUnread)
                code = Math.Max(code, _repair.Run(parsed, options,
                    KubeconfigRepair.Plan(_repair.WithoutCutOffRun(parsed, options, node, cancellation), paths, _repair.Options(parsed)),
                    cancellation));
        }
        return code;
    }

    // Each node once; without paths all of its kubeconfigs.
    private List<(string Root, string[]? Paths)> Places(ParseResult parsed, ReadOptions read, CancellationToken cancellation)
    {
        if (parsed.GetValue(_path) is not { Length: > 0 } asked)
            return [(read.Root, null)];
        var reader = new NodeReader(read, cancellation);
        return [.. asked.SelectMany(KubeconfigPaths.Split).Select(reader.PlaceOfFile).OfType<(string Root, string NodePath)>()
            .Distinct().GroupBy(place => place.Root).Select(node => (node.Key, (string[]?)[.. node.Select(place => place.NodePath)]))];
    }
}
