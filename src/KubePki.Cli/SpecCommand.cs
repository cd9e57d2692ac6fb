using System.CommandLine;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki spec</c>: the cluster's configuration, rebuilt from disk.</summary>
internal sealed class SpecCommand
{
    private readonly SharedOptions _shared = new();

    private readonly OutputOption _output = new("kubeadm");

    private readonly Option<string?> _version = new("--config-version")
    {
        Description = "kubeadm API version (default: the one that fits the cluster's version).",
    };

    public static Command Create()
    {
        var spec = new SpecCommand();
        var command = new Command("spec", "Rebuilds the cluster's configuration from a node's files, each value with its source.")
        {
            spec._shared.Root, spec._shared.AsOf, spec._version,
        };
        spec._output.AddTo(command);
        spec._version.AcceptOnlyFromAmong([.. KubeadmConfiguration.Versions]);
        command.SetAction((parsed, cancellation) => Task.FromResult(spec.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        foreach (var (node, _) in _shared.ReadNodes(parsed, problems, cancellation))
        {
            Write(SpecBuilder.Build(node), parsed);
            return problems.After(ExitCodes.Ok);
        }
        return ExitCodes.Failed;
    }

    private void Write(NodeSpec spec, ParseResult parsed)
    {
        if (_output.Is(parsed, "kubeadm"))
            parsed.InvocationConfiguration.Output.Write(KubeadmConfiguration.Write(spec, parsed.GetValue(_version)));
        else
            _output.Write(parsed, () => SpecTable.Write(spec), json => json.Write(spec), () => [spec.NodeName?.Value], single: true);
    }
}
