using System.CommandLine;
using KubePki.Model;
using KubePki.Reports;
using KubePki.Requests;

namespace KubePki.Cli;

/// <summary><c>kubepki csr</c>: CertificateSigningRequests.</summary>
internal sealed class CsrCommand
{
    private readonly SharedOptions _shared = new();

    private readonly CsrFileOptions _files = new();

    private readonly Option<string> _output = new("--output", "-o") { Description = "The form of the output.", DefaultValueFactory = _ => "table" };

    public static Command Create()
    {
        var csr = new CsrCommand();
        var command = new Command("csr", "Lists CertificateSigningRequests: who asks which signer for what, and what really stands in the request.");
        csr._files.AddTo(command);
        command.Options.Add(csr._shared.AsOf);
        command.Options.Add(csr._output);
        csr._output.AcceptOnlyFromAmong("table", "wide", "json", "csv");
        command.SetAction((parsed, cancellation) => Task.FromResult(csr.Run(parsed, cancellation)));
        command.Subcommands.Add(CsrApproveCommand.Create());
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var tally = new Tally(failOn: null);
        var requests = _files.Read(parsed, _shared.Moment(parsed), tally, cancellation);
        Write(requests, parsed.GetValue(_output)!, parsed.InvocationConfiguration.Output);
        return tally.ExitCode;
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
