using System.CommandLine;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki get</c>: the certificates of a node.</summary>
internal sealed class GetCommand
{
    private readonly SharedOptions _shared = new();

    private readonly Option<string[]> _role = new("--role")
    {
        Description = $"List only certificates with these roles. Wildcards are supported ({string.Join(", ", PkiRoles.All.Take(8))} …).",
        HelpName = "ROLE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly OutputOption _output = new("wide", "csv", "kubeadm");

    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = "Exit with code 2 if a certificate is expired or expiring.",
    };

    public static Command Create()
    {
        var get = new GetCommand();
        var command = new Command("get", "Lists the certificates of a node: control plane, kubeconfigs, kubelet and CNI.");
        get._shared.AddTo(command, takesMany: true);
        command.Options.Add(get._shared.ExpiresWithin);
        command.Options.Add(get._role);
        get._output.AddTo(command);
        command.Options.Add(get._failOn);
        get._failOn.AcceptOnlyFromAmong("expired", "expiring");
        SharedOptions.Known(get._role, "role", PkiRoles.Names);
        command.SetAction((parsed, cancellation) => Task.FromResult(get.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var within = parsed.GetValue(_shared.ExpiresWithin);
        var options = _shared.ReadOptions(parsed) with { ExpiresWithin = within };
        var problems = new ProblemReport(parsed.GetValue(_failOn));
        var snapshots = _shared.Read(parsed, options, problems, cancellation);
        if (_output.Is(parsed, "kubeadm"))
        {
            var read = snapshots.ToList();
            snapshots = read;
            if (KubeadmExpiration.Refusal([.. read.SelectMany(snapshot => snapshot.Certificates)],
                read.SelectMany(snapshot => snapshot.Problems)) is { } refusal)
            {
                parsed.InvocationConfiguration.Error.WriteLine(Printable.Text($"{ProgramName.Text}: {refusal}; kubeadm fails, too"));
                return ExitCodes.Failed;
            }
        }
        var certificates = snapshots
            .SelectMany(snapshot => snapshot.Certificates)
            .Where(certificate => within?.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf) != false)
            .Where(RoleFilter(SharedOptions.Names(parsed.GetValue(_role))))
            .Select(problems.Count);
        Write(certificates, parsed);
        return problems.ExitCode;
    }

    private static Func<KubeCertificate, bool> RoleFilter(string[] roles) => roles.Length == 0
        ? _ => true
        : certificate => certificate.Role is { } role && roles.Any(pattern => Wildcard.Matches(pattern, role));

    // What is written as it is read needs no memory.
    private void Write(IEnumerable<KubeCertificate> certificates, ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (_output.Is(parsed, "csv"))
        {
            Progress.Stop();
            var csv = new CsvTable(output);
            foreach (var certificate in certificates)
                csv.Write(certificate);
        }
        else if (_output.Is(parsed, "kubeadm"))
        {
            using var stream = StandardOutput.Open(output);
            KubeadmExpiration.Write(certificates.ToList(), stream);
        }
        else
        {
            _output.Write(parsed, () => CertificateTable.Write(certificates, wide: _output.Is(parsed, "wide")), json =>
            {
                foreach (var certificate in certificates)
                    json.Write(certificate);
            }, () => certificates.Select(certificate => certificate.Path).Distinct());
        }
    }
}
