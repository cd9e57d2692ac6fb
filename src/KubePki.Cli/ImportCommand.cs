using System.CommandLine;
using KubePki.Changes.ExternalCa;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Cli;

/// <summary><c>kubepki import</c>: puts certificates that came back from a CA in their places, when all about them is right.</summary>
internal sealed class ImportCommand
{
    private readonly SharedOptions _shared = new();
    private readonly PlanOptionSet _plan = new();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Signed certificates or chains in PEM, DER, "
            + "PKCS#7 (.p7b) or PKCS#12 (.p12, .pfx). Files or directories.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _requests = new("--request-directory", "--request-dir")
    {
        Description = "Directory written by kubepki request (default: the directory of the certificates).",
        HelpName = "DIR",
    };

    private readonly Option<string?> _config = new("--config-file", "--config")
    {
        Description = "kubeadm configuration file, needed for kubeconfigs that do not exist yet.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var import = new ImportCommand();
        var command = new Command("import",
            "Installs certificates signed by an external CA. Each is matched to its role by its key and checked against its request.")
        {
            import._paths, import._shared.Root, import._shared.AsOf, import._requests, import._config,
        };
        import._shared.Passphrase.AddToWorker(command, replacesKeys: true);
        import._plan.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(import.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var read = _shared.ReadOptions(parsed);
        _plan.TakesBack(parsed, read.Root);
        var settings = parsed.GetValue(_config) is { } config ? KubeadmFile.Read(config, cancellation) : null;
        var import = ImportPlanner.Plan(read, parsed.GetValue(_paths)!, parsed.GetValue(_requests), settings, cancellation);
        new ProblemReport(failOn: null).Report(import.Unread, error);
        foreach (var refused in import.Refused)
            error.WriteLine($"{ProgramName.Text}: refused: {refused}");
        var code = _plan.Run(parsed, read, import.Repair, cancellation);
        return code == ExitCodes.Ok && import.Refused.Count + import.Unread.Count > 0 ? ExitCodes.Failed : code;
    }
}
