using System.CommandLine;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki kubeconfigs</c>: the kubeconfigs of a node.</summary>
internal sealed class KubeconfigsCommand
{
    private readonly SharedOptions _shared = new();

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var kubeconfigs = new KubeconfigsCommand();
        var command = new Command("kubeconfigs", "Lists the kubeconfigs of a node with context, server, user and expiration date. "
            + "STATUS is Refused if kubectl would refuse the file, else that of the client certificate; "
            + "it is empty if only another credential may work.");
        kubeconfigs._shared.AddTo(command);
        command.Options.Add(kubeconfigs._shared.ExpiresWithin);
        kubeconfigs._output.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(kubeconfigs.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var within = parsed.GetValue(_shared.ExpiresWithin);
        var found = _shared.Read(parsed, _shared.ReadOptions(parsed) with { ExpiresWithin = within }, problems, cancellation)
            .SelectMany(snapshot => snapshot.Kubeconfigs)
            .Where(kubeconfig => within is null || kubeconfig.EndsWithin(within.Value)).ToList();
        if (found.Count > 0)
            problems.Count();
        Write(found, parsed);
        return problems.ExitCode;
    }

    private void Write(List<Kubeconfig> kubeconfigs, ParseResult parsed) => _output.Write(parsed, () => KubeconfigTable.Write(kubeconfigs),
        json => kubeconfigs.ForEach(json.Write), () => kubeconfigs.Select(kubeconfig => kubeconfig.Path));
}
