using System.CommandLine;
using KubePki.Issuing;
using KubePki.Model;
using KubePki.Reading;
using KubePki.Repair;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary>The options of the commands that change a node, and the way from the plan to the receipt.</summary>
internal sealed class RepairOptionSet
{
    private readonly SharedOptions _shared;

    private readonly Option<string?> _validFor = new("--valid-for") { Description = "How long new certificates are valid: 365d, 10y (default: 365d; never beyond their CA).", HelpName = "TIME" };

    private readonly Option<bool> _keepKey = new("--keep-key") { Description = "Keep the keys that belong to their certificates." };

    private readonly Option<string?> _keyAlgorithm = new("--key-algorithm") { Description = "The kind of new keys (default: that of the old ones)." };

    private readonly Option<string[]> _addSan = new("--add-san") { Description = "Names and addresses to add to the API server's certificate, or to kubelet's serving certificate where that is made.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _removeSan = new("--remove-san") { Description = "Names and addresses to take away from it.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string?> _server = new("--server") { Description = "The URL of the API server that renewed kubeconfigs are to name (default: what they name).", HelpName = "URL" };

    private readonly Option<bool> _force = new("--force") { Description = "Renew also what is good for long." };

    private readonly Option<bool> _authority = new("--authority") { Description = "With --force: renew CAs, too, with the keys that they have." };

    private readonly Option<string?> _authorityValidFor = new("--ca-valid-for") { Description = "How long a renewed CA is valid (default: 10y).", HelpName = "TIME" };

    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the plan and change nothing." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Change the node without asking." };

    private readonly Option<string> _output = new("--output", "-o") { Description = "The form of the output.", DefaultValueFactory = _ => "table" };

    public RepairOptionSet(SharedOptions shared) => _shared = shared;

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _shared.Root, _shared.AsOf, _validFor, _keepKey, _keyAlgorithm, _addSan, _removeSan, _server, _force, _authority, _authorityValidFor, _whatIf, _yes, _output })
            command.Options.Add(option);
        _output.AcceptOnlyFromAmong("table", "json");
        _keyAlgorithm.AcceptOnlyFromAmong([.. KeyKind.All.Select(kind => kind.Name)]);
        _server.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
                result.AddError($"'{result.Tokens[0].Value}' is no URL of an API server: write https://HOST:6443.");
        });
        foreach (var lifetime in new[] { _validFor, _authorityValidFor })
        {
            lifetime.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && !Lifetimes.TryParse(result.Tokens[0].Value, out _))
                    result.AddError($"'{result.Tokens[0].Value}' is no lifetime: write 365d, 12h or 10y.");
            });
        }
    }

    /// <summary>How certificates are made, as the command line says.</summary>
    public RepairOptions Options(ParseResult parsed) => new()
    {
        ValidFor = Lifetimes.TryParse(parsed.GetValue(_validFor), out var span) ? span : RepairOptions.Year,
        KeepKey = parsed.GetValue(_keepKey),
        KeyKind = KeyKind.Find(parsed.GetValue(_keyAlgorithm)),
        AddNames = Names(parsed.GetValue(_addSan)),
        RemoveNames = Names(parsed.GetValue(_removeSan)),
        Server = parsed.GetValue(_server),
        Force = parsed.GetValue(_force),
        Authority = parsed.GetValue(_authority),
        AuthorityValidFor = Lifetimes.TryParse(parsed.GetValue(_authorityValidFor), out var years) ? years : RepairOptions.Decade,
    };

    /// <summary>The node without what a run has left that was cut off: its old files are put back, where anything may be changed at all.</summary>
    /// <exception cref="PkiProblemException">They could not be put back.</exception>
    public NodePki WithoutCutOffRun(ParseResult parsed, ReadOptions read, NodePki node, CancellationToken cancellation)
    {
        if (CutOffRun.Find(node.Root) is not [.., var last])
            return node;
        var error = parsed.InvocationConfiguration.Error;
        if (parsed.GetValue(_whatIf) || (!parsed.GetValue(_yes) && !Confirmation.IsPossible))
        {
            error.WriteLine($"kubepki: the run {last.Name} was cut off, and some of its files are new. A repair puts the old ones back first; this speaks of the files as they are.");
            return node;
        }
        CutOffRun.TakeBack(node.Root);
        error.WriteLine($"kubepki: the run {last.Name} was cut off; its old files were put back first.");
        return new NodeReader(read with { Root = node.Root }, cancellation).ReadNode();
    }

    /// <summary>Shows a plan, asks, carries it out, and shows what became of it.</summary>
    public int Run(ParseResult parsed, ReadOptions read, PreparedRepair repair, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var isJson = parsed.GetValue(_output) == "json";
        if (parsed.GetValue(_whatIf) || repair.Plan.Steps.Count == 0)
        {
            Show(output, isJson, json => json.Write(repair.Plan), RepairReport.Write(repair.Plan), single: true);
            return ExitCodes.Ok;
        }
        if (!parsed.GetValue(_yes))
        {
            parsed.InvocationConfiguration.Error.Write(RepairReport.Write(repair.Plan));
            if (!Confirmation.Ask(parsed.InvocationConfiguration.Error, repair.Plan.Steps.Count))
                return ExitCodes.Usage;
        }
        var receipts = RepairRun.Apply(repair, read, cancellation);
        Show(output, isJson, json =>
        {
            foreach (var receipt in receipts)
                json.Write(receipt);
        }, RepairReport.Write(receipts), single: false);
        return receipts.All(receipt => receipt.Result == RepairResult.Done) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Show(TextWriter output, bool isJson, Action<JsonObjects> write, string text, bool single)
    {
        if (!isJson)
        {
            output.Write(text);
            return;
        }
        using var stream = StandardOutput.Open(output);
        using var json = new JsonObjects(stream, single);
        write(json);
    }

    private static string[] Names(string[]? values) => values is null ? [] : [.. values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
