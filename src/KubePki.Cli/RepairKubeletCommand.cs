using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Cli;

/// <summary>
/// <c>kubepki repair kubelet</c>: kubelet's credential, its links and its kubeconfig; what it serves; a credential for another node.
/// </summary>
internal sealed class RepairKubeletCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;

    private readonly Option<string?> _serving = new("--serving")
    {
        Description = "How kubelet gets a serving certificate from the cluster's CA: issue (signed here) or bootstrap (requested "
            + "from the cluster). By default, its serving certificate is not changed.",
        HelpName = "WAY",
    };

    private readonly Option<string?> _nodeName = new("--node-name")
    {
        Description = "Create a credential for this other node instead. With --add-san and its addresses, also a serving certificate.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _outDirectory = new("--out-directory")
    {
        Description = "Directory for that credential. It must be empty or not exist.",
        HelpName = "DIR",
    };

    private RepairKubeletCommand() => _repair = new RepairOptionSet(_shared, RepairScope.Kubelet);

    public static Command Create()
    {
        var repair = new RepairKubeletCommand();
        var command = new Command("kubelet", "Repairs kubelet's credential: uses its best PEM file, or issues a new one with the CA key.");
        repair._repair.AddTo(command);
        foreach (var option in new Option[] { repair._serving, repair._nodeName, repair._outDirectory })
            command.Options.Add(option);
        repair._serving.AcceptOnlyFromAmong("issue", "bootstrap");
        command.Validators.Add(result =>
        {
            if (result.GetResult(repair._nodeName) is null != result.GetResult(repair._outDirectory) is null)
                result.AddError("--node-name and --out-directory must be used together.");
            if (result.GetValue(repair._nodeName) is { } name && NodeNames.ValidationError(name) is { } reason)
                result.AddError($"'{name}': {reason}.");
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(repair.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        var node = new NodeReader(read, cancellation).ReadNode();
        if (node.IsEmpty || node.IsUnread)
        {
            new ProblemReport(failOn: null).Report(node.Problems, parsed.InvocationConfiguration.Error);
            return ExitCodes.Failed;
        }
        node = _repair.WithoutCutOffRun(parsed, read, node, cancellation);
        var options = _repair.Options(parsed) with
        {
            Serving = Enum.TryParse<KubeletServing>(parsed.GetValue(_serving), ignoreCase: true, out var serving)
                ? serving
                : KubeletServing.Keep,
        };
        var plan = parsed.GetValue(_nodeName) is { } name
            ? NodePackage.Plan(node, name, Path.GetFullPath(parsed.GetValue(_outDirectory)!), options)
            : KubeletRepair.Plan(node, options);
        return _repair.Run(parsed, read, plan, cancellation);
    }
}
