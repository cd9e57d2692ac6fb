using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Cli;

/// <summary>The options that say where requests come from.</summary>
internal sealed class CsrFileOptions
{
    private const string StandardInput = "-";

    private readonly Option<string[]> _file = new("--path", "--file", "-f")
    {
        Description = "Requests from kubectl get csr -o json or -o yaml, or a PEM request. "
            + "Use - for standard input (default: read from the cluster).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _signer = new("--signer-name")
    {
        Description = "Signer whose requests are listed; wildcards are supported. For a PEM request: its signer.",
        HelpName = "SIGNER",
    };

    private readonly Option<string?> _user = new("--user-name")
    {
        Description = "Requesting user of a PEM request.",
        HelpName = "USER",
    };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "Groups of the requesting user of a PEM request.",
        HelpName = "GROUP",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _usage = new("--usage")
    {
        Description = "Usages of a PEM request, such as 'server auth'.",
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

    /// <summary>The signer that is asked for; null for any.</summary>
    public string? Signer(ParseResult parsed) => parsed.GetValue(_signer);

    /// <summary>Reads the files; problems are reported as they come.</summary>
    public IReadOnlyList<KubeCsr> Read(ParseResult parsed, DateTimeOffset asOf, ProblemReport problems, CancellationToken cancellation)
    {
        var pem = new CsrPemOptions
        {
            SignerName = Signer(parsed)?.Contains('*') == true ? null : Signer(parsed),
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
