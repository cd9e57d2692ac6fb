using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>The options that say where requests come from.</summary>
internal sealed class CsrFileOptions
{
    private const string StandardInput = "-";

    private readonly Option<string[]> _file = new("--file", "-f")
    {
        Description = "Requests as kubectl get csr -o json or -o yaml prints them, or a PEM request; "
            + "- is the standard input (default: those of the cluster).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _signer = new("--signer-name")
    {
        Description = "Of a PEM request: the signer that is to be asked.",
        HelpName = "SIGNER",
    };

    private readonly Option<string?> _user = new("--user-name")
    {
        Description = "Of a PEM request: the user who would ask.",
        HelpName = "USER",
    };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "Of a PEM request: the user's groups.",
        HelpName = "GROUP",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _usage = new("--usage")
    {
        Description = "Of a PEM request: the usages, such as 'server auth'.",
        HelpName = "USAGE",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _file, _signer, _user, _group, _usage })
            command.Options.Add(option);
    }

    /// <summary>Whether requests come from files, and not from a cluster.</summary>
    public bool AreNamed(SymbolResult result) => result.GetValue(_file) is { Length: > 0 };

    /// <summary>Whether requests come from files, and not from a cluster.</summary>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_file) is { Length: > 0 };

    /// <summary>Reads the files; problems are reported as they come.</summary>
    public IReadOnlyList<KubeCsr> Read(ParseResult parsed, DateTimeOffset asOf, ProblemReport problems, CancellationToken cancellation)
    {
        var pem = new CsrPemOptions
        {
            SignerName = parsed.GetValue(_signer),
            UserName = parsed.GetValue(_user),
            Groups = TextList.From(parsed.GetValue(_group) ?? []),
            Usages = TextList.From(parsed.GetValue(_usage) ?? []),
        };
        var requests = new List<KubeCsr>();
        foreach (var file in parsed.GetValue(_file)!)
        {
            var reading = file == StandardInput
                ? CsrFile.Read(ReadInput(), StandardInput, asOf, pem, cancellation)
                : CsrFile.Read(file, asOf, pem, cancellation);
            problems.Report(reading.Problems, parsed.InvocationConfiguration.Error);
            requests.AddRange(reading.Requests);
        }
        if (requests.Count > 0)
            problems.Count();
        return requests;
    }

    private static ReadOnlyMemory<byte> ReadInput()
    {
        using var input = StandardStreams.OpenInput();
        var text = new MemoryStream();
        input.CopyTo(text);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }
}
