using System.CommandLine;
using System.Globalization;
using KubePki.Trust;
using KubePki.X509;

namespace KubePki.Cli;

/// <summary><c>kubepki verify</c>: what a Kubernetes component says of a chain.</summary>
internal sealed class VerifyCommand
{
    private readonly Option<GoVersion> _go = GoVersionOption.Create();

    private readonly Option<string?> _batch = new("--batch")
    {
        Description = "Cases as JSON lines, answered by verdicts as JSON lines; - is the standard input.",
        HelpName = "FILE",
        Required = true,
    };

    public static Command Create()
    {
        var verify = new VerifyCommand();
        var command = new Command("verify", "Says what a Kubernetes component (Go's crypto/x509 and crypto/tls) would say of a certificate.");
        command.Options.Add(verify._batch);
        command.Options.Add(verify._go);
        command.SetAction((parsed, cancellation) => Task.FromResult(verify.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation) => RunBatch(parsed.GetValue(_batch)!, parsed, cancellation);

    private int RunBatch(string file, ParseResult parsed, CancellationToken cancellation)
    {
        var anyBroken = false;
        using var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using var output = StandardOutput.Open(parsed.InvocationConfiguration.Output);
        using var batch = new ChainBatch(parsed.GetValue(_go), DateTimeOffset.UtcNow);
        batch.Run(input, output, Complain, cancellation);
        return anyBroken ? ExitCodes.Failed : ExitCodes.Ok;

        void Complain(long line, string reason)
        {
            anyBroken = true;
            parsed.InvocationConfiguration.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kubepki: {file}:{line}: {reason}"));
        }
    }
}
