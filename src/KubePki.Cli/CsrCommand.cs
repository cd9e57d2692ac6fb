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

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Output format.",
        DefaultValueFactory = _ => "table",
    };

    public static Command Create()
    {
        var csr = new CsrCommand();
        var command = new Command("csr",
            "Lists CertificateSigningRequests: requestor, signer and the decoded content of each request.");
        csr._files.AddTo(command);
        csr._cluster.AddTo(command);
        command.Options.Add(csr._shared.AsOf);
        command.Options.Add(csr._output);
        csr._output.AcceptOnlyFromAmong("table", "wide", "json", "csv");
        command.SetAction((parsed, cancellation) => csr.RunAsync(parsed, cancellation));
        command.Subcommands.Add(CsrApproveCommand.Create());
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var problems = new ProblemReport(failOn: null);
        var requests = _files.AreNamed(parsed) ? _files.Read(parsed, _shared.Moment(parsed), problems, cancellation)
            : await ListAsync(parsed, cancellation).ConfigureAwait(false);
        Write(requests, parsed.GetValue(_output)!, parsed.InvocationConfiguration.Output);
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

    private static void Write(IReadOnlyList<KubeCsr> requests, string form, TextWriter output)
    {
        switch (form)
        {
            case "json":
                using (var stream = StandardOutput.Open(output))
                using (var json = new JsonObjects(stream))
                {
                    foreach (var csr in requests)
                        json.Write(csr);
                }
                break;
            case "csv":
                CsrTable.WriteCsv(requests, output);
                break;
            default:
                output.Write(CsrTable.Write(requests, wide: form == "wide"));
                break;
        }
    }
}
