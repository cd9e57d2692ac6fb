using System.CommandLine;
using KubePki.Node.Topology;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki topology</c>: who signs, trusts and presents what on a node.</summary>
internal sealed class TopologyCommand
{
    private readonly SharedOptions _shared = new();

    private readonly OutputOption _output = new("dot", "mermaid");

    public static Command Create()
    {
        var topology = new TopologyCommand();
        var command = new Command("topology",
            "Shows a node's graph of trust: which CA signed which key, who presents it, and whom they trust.");
        topology._shared.AddTo(command);
        topology._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(topology.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var graphs = _shared.ReadNodes(parsed, problems, cancellation)
            .Select(pair => TopologyBuilder.Build(pair.Node)).ToList();
        if (graphs.Count == 0)
            return ExitCodes.Failed;
        foreach (var form in TopologyText.Forms.Where(form => _output.Is(parsed, form.ToLowerInvariant()) && form != "Json"))
        {
            graphs.ForEach(graph => parsed.InvocationConfiguration.Output.Write(TopologyText.Write(graph, form)));
            return problems.After(ExitCodes.Ok);
        }
        _output.Write(parsed, () => ReportText.Join("\n", graphs.Select(TopologyText.Table)), json => graphs.ForEach(json.Write),
            () => graphs.SelectMany(graph => graph.Vertices).Select(vertex => vertex.Id).Distinct());
        return problems.After(ExitCodes.Ok);
    }
}
