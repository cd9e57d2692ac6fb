using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki kubelet</c>: whether kubelet can speak to its API server.</summary>
internal sealed class KubeletCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Option<string?> _nodeName = new("--node-name")
    {
        Description = "Node name, if it cannot be read from the node's files.",
        HelpName = "NAME",
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var kubelet = new KubeletCommand();
        var command = new Command("kubelet",
            "Shows whether kubelet can authenticate to the API server, why not, and when that changes.");
        kubelet._shared.AddTo(command);
        command.Options.Add(kubelet._nodeName);
        kubelet._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(kubelet.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var verdicts = _shared.ReadNodes(parsed, problems, cancellation).Where(pair => !KubeletOutlook.IsHidden(pair.Node))
            .Select(pair => KubeletOutlook.Of(pair.Node, parsed.GetValue(_nodeName), pair.Path, _shared.Repairing(parsed))).ToList();
        if (verdicts.Count == 0)
            return ExitCodes.Failed;
        Write(verdicts, parsed);
        return verdicts.TrueForAll(verdict => verdict.Usable) ? problems.After(ExitCodes.Ok) : ExitCodes.Findings;
    }

    private void Write(List<KubeletClientVerdict> verdicts, ParseResult parsed) =>
        _output.Write(parsed, () => ReportText.Join("\n", verdicts.Select(KubeletReport.Write)), json => verdicts.ForEach(json.Write),
            () => verdicts.Select(verdict => verdict.CredentialPath ?? verdict.Kubeconfig), single: verdicts.Count == 1);
}
