using System.CommandLine;
using KubePki.Cluster.Client;
using KubePki.Cluster.Csr.Approval;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki csr</c>: CertificateSigningRequests.</summary>
internal sealed class CsrCommand
{
    private readonly SharedOptions _shared = new();

    private readonly CsrFileOptions _files = new();

    private readonly ClusterOptionSet _cluster = new();

    private readonly Option<string[]> _name = new("--name")
    {
        Description = "List only requests with these names. Wildcards are supported.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<KubeCsrState[]> _state = new("--state")
    {
        Description = "List only requests in these states.",
        HelpName = "STATE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly OutputOption _output = new("wide", "csv");

    public static Command Create()
    {
        var csr = new CsrCommand();
        var command = new Command("csr",
            "Lists CertificateSigningRequests: requestor, signer and the decoded content of each request.");
        csr._files.AddTo(command);
        csr._cluster.AddTo(command);
        command.Options.Add(csr._name);
        command.Options.Add(csr._state);
        command.Options.Add(csr._shared.AsOf);
        csr._output.AddTo(command);
        command.SetAction((parsed, cancellation) => csr.RunAsync(parsed, cancellation));
        command.Subcommands.Add(CsrApproveCommand.Create());
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var requests = _files.AreNamed(parsed) ? _files.Read(parsed, _shared.Moment(parsed), problems, cancellation)
            : await ListAsync(parsed, cancellation).ConfigureAwait(false);
        Write([.. requests.Where(csr => IsWanted(csr, parsed))], parsed);
        return problems.ExitCode;
    }

    private async Task<IReadOnlyList<KubeCsr>> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var client = _cluster.Open(parsed, cancellation);
        var requests = new List<KubeCsr>();
        await foreach (var csr in CsrList.ReadAsync(client, _shared.Moment(parsed), cancellation).ConfigureAwait(false))
            requests.Add(csr);
        return requests;
    }

    private bool IsWanted(KubeCsr csr, ParseResult parsed) =>
        (parsed.GetValue(_name) is not { Length: > 0 } names || names.Any(name => Wildcard.Matches(name, csr.Name)))
        && (parsed.GetValue(_state) is not { Length: > 0 } states || states.Contains(csr.State))
        && (_files.Signer(parsed) is not { } signer || Wildcard.Matches(signer, csr.SignerName));

    private void Write(IReadOnlyList<KubeCsr> requests, ParseResult parsed)
    {
        if (_output.Is(parsed, "csv"))
        {
            Progress.Stop();
            CsrTable.WriteCsv(requests, parsed.InvocationConfiguration.Output);
            return;
        }
        _output.Write(parsed, () => CsrTable.Write(requests, wide: _output.Is(parsed, "wide")), json =>
        {
            foreach (var csr in requests)
                json.Write(csr);
        }, () => requests.Select(csr => csr.Name));
    }
}
