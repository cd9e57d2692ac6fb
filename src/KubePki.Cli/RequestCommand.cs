using System.CommandLine;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Init;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki request</c>: keys and requests for a CA whose key is elsewhere, and a sheet of what must be signed how.</summary>
internal sealed class RequestCommand
{
    private readonly SharedOptions _shared = new();
    private readonly PlanOptionSet _plan = new();

    private readonly Option<string> _out = new("--out-directory", "--out-dir")
    {
        Description = "Directory for keys, requests and signing sheet. It is created with mode 0700 if it does not exist.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string[]> _role = new("--role")
    {
        Description = "Roles to request: apiserver, etcd-*, admin.conf. Wildcards are supported (default: all whose CA key is elsewhere).",
        HelpName = "ROLE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _config = new("--config-file", "--config")
    {
        Description = "kubeadm configuration file, for values that no old certificate has.",
        HelpName = "FILE",
    };

    private readonly CertificateOptionSet _certificate = new(
        validFor: "Maximum validity period to request (default: 365d; limited by the CA).",
        keepKey: "Create the requests with the existing private keys.",
        addSan: "Names and addresses to add to the API server's certificate.");

    public static Command Create()
    {
        var request = new RequestCommand();
        var command = new Command("request",
            "Creates keys and requests for a CA whose key is not on the node, with a sheet that says how to sign them.")
        {
            request._shared.Root, request._shared.AsOf, request._out, request._role, request._config,
        };
        request._certificate.AddTo(command);
        request._certificate.AddNamesTo(command, mayRemove: true);
        request._shared.Passphrase.AddToWorker(command, replacesKeys: false);
        request._plan.AddTo(command, makesBackups: false);
        SharedOptions.Known(request._role, "role", InitRoles.All);
        command.SetAction((parsed, cancellation) => Task.FromResult(request.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = parsed.GetValue(_config) is { } config ? KubeadmFile.Read(config, cancellation) : null;
        var requests = RequestPlanner.Plan(_shared.ReadOptions(parsed), parsed.GetValue(_out)!,
            SharedOptions.Names(parsed.GetValue(_role)), _certificate.Options(parsed), settings, cancellation);
        new ProblemReport(failOn: null).Report(requests.Problems, parsed.InvocationConfiguration.Error);
        foreach (var line in RepairReport.NoteLines(requests.LeftAlone))
            parsed.InvocationConfiguration.Error.WriteLine($"{ProgramName.Text}: {Skin.Console(line)}");
        if (_plan.IsWhatIf(parsed) || requests.Requests.Count == 0)
            return Show(parsed, parsed.InvocationConfiguration.Output, requests.Requests, requests.Requests.Count == 0
                ? "There is nothing to request.\n" : SigningSheet.Write(requests.Requests));
        if (!_plan.IsConfirmed(parsed, RequestTable.Write(requests.Requests), requests.Requests.Count))
            return Confirmation.Refusal;
        var written = RequestRun.Write(requests, cancellation);
        return AfterCommit.Tell(parsed, isCommitted: true, ExitCodes.Ok, output =>
            Show(parsed, output, written, RequestTable.Write(written) + RequestTable.Next(requests.Directory, requests.Root)));
    }

    private int Show(ParseResult parsed, TextWriter output, IReadOnlyList<RequestedCertificate> requests, ReportText text)
    {
        _plan.Show(parsed, output, () => text, json =>
        {
            foreach (var request in requests)
                json.Write(request);
        }, () => requests.Select(request => request.Role));
        return ExitCodes.Ok;
    }
}
