using System.CommandLine;
using System.Globalization;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki verify</c>: what a Kubernetes component says of a chain.</summary>
internal sealed class VerifyCommand
{
    private readonly SharedOptions _shared = new();

    private readonly GoVersionOption _go = new();

    private readonly Option<string?> _batch = new("--batch")
    {
        Description = "Read cases as JSON lines and write verdicts as JSON lines. Use - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--certificate", "--cert")
    {
        Description = "Certificate in PEM, PKCS#7 or PKCS#12. Further certificates in the file are used as intermediates.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _authority = Files("--certificate-authority", "CAs to trust.", "--authority", "--ca");

    private readonly Option<string[]> _intermediate = Files("--intermediate", "Additional intermediate CAs.");

    private readonly Option<string?> _key = new("--key")
    {
        Description = "Private key to check against the certificate, as a server does at startup.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _name = new("--hostname", "--name")
    {
        Description = "DNS name or address to verify (default: none).",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _usage = new("--usage")
    {
        Description = "Accepted usages; one match is enough (default: serverAuth with --name, else any).",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var verify = new VerifyCommand();
        var command = new Command("verify",
            "Verifies a certificate as a Kubernetes component (Go's crypto/x509 and crypto/tls) would.");
        foreach (var option in new Option[] { verify._certificate, verify._authority,
            verify._intermediate, verify._key, verify._name, verify._usage,
            verify._shared.AsOf, verify._batch })
            command.Options.Add(option);
        verify._go.AddTo(command);
        verify._output.AddTo(command);
        verify._shared.Passphrase.AddTo(command);
        verify._usage.AcceptOnlyFromAmong([.. VerdictUsages.All]);
        command.Validators.Add(result =>
        {
            var isBatch = result.GetResult(verify._batch) is not null;
            var isChain = result.GetResult(verify._certificate) is not null && result.GetResult(verify._authority) is not null;
            if (isBatch && !verify._output.IsTableOrJson(result))
                result.AddError("--batch writes JSON lines.");
            if (isBatch == isChain)
                result.AddError("specify either --certificate and --certificate-authority, or --batch.");
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(verify.Run(parsed, cancellation)));
        return command;
    }

    private static Option<string[]> Files(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "FILE", AllowMultipleArgumentsPerToken = true };

    private int Run(ParseResult parsed, CancellationToken cancellation) =>
        parsed.GetValue(_batch) is { } batch ? RunBatch(batch, parsed, cancellation) : RunChain(parsed, cancellation);

    private int RunChain(ParseResult parsed, CancellationToken cancellation)
    {
        var verdict = ChainReader.Judge(Request(parsed), cancellation);
        _output.Write(parsed, () => VerdictReport.Write(verdict), json => json.Write(verdict), () => [verdict.Name]);
        return verdict.Ok && verdict.KeyGoError is null ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private ChainRequest Request(ParseResult parsed) => new()
    {
        CertificatePath = parsed.GetValue(_certificate)!,
        AuthorityPaths = parsed.GetValue(_authority)!,
        IntermediatePaths = parsed.GetValue(_intermediate) ?? [],
        KeyPath = parsed.GetValue(_key),
        Passphrase = _shared.Passphrase.Of(parsed),
        Options = new VerdictOptions
        {
            Host = parsed.GetValue(_name),
            Usages = parsed.GetValue(_usage) ?? [],
            AsOf = _shared.Moment(parsed),
            Go = _go.Of(parsed),
        },
    };

    private int RunBatch(string file, ParseResult parsed, CancellationToken cancellation)
    {
        var anyBroken = false;
        using var input = file == "-" ? StandardStreams.OpenInput() : File.OpenRead(file);
        using var output = StandardOutput.Open(parsed.InvocationConfiguration.Output);
        using var batch = new ChainBatch(_go.Of(parsed), DateTimeOffset.UtcNow);
        batch.Run(input, output, Complain, cancellation);
        return anyBroken ? ExitCodes.Failed : ExitCodes.Ok;

        void Complain(long line, string reason)
        {
            anyBroken = true;
            parsed.InvocationConfiguration.Error.WriteLine(Printable.Text(
                string.Create(CultureInfo.InvariantCulture, $"{ProgramName.Text}: {file}:{line}: {reason}")));
        }
    }
}
