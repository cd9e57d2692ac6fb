using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Reports;

namespace KubePki.Cli;

/// <summary><c>kubepki csr approve</c>: what a policy says of requests.</summary>
internal sealed class CsrApproveCommand
{
    private readonly SharedOptions _shared = new();

    private readonly CsrFileOptions _files = new();

    private readonly CsrApproval _approval = new();

    private readonly Option<string[]> _policy = Many("--policy", "POLICY",
        "The policies: kubelet-serving, kubelet-client (default: those of --policy-file, else kubelet-serving).");

    private readonly Option<string?> _policyFile = new("--policy-file")
    {
        Description = "A YAML file that narrows the policies (docs/csr-policy.md).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _nodes = new("--nodes")
    {
        Description = "The nodes, as kubectl get nodes -o json prints them.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _inventory = new("--inventory")
    {
        Description = "The nodes that are meant to be, as CSV (docs/csr-policy.md).",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _endpoint = Many("--api-endpoint", "NAME|ADDR",
        "Names and addresses of the API server: its own, the load balancer's, the control plane endpoint.");

    private readonly Option<string[]> _serviceCidr = Many("--service-cidr", "CIDR", "The ranges of services' addresses.");

    private readonly Option<string?> _serviceCidrFile = new("--service-cidr-file")
    {
        Description = "The same, as kubectl get servicecidrs -o json prints them.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _podCidr = Many("--pod-cidr", "CIDR",
        "The ranges of pods' addresses, besides those of the Node objects.");

    private readonly Option<string> _domain = new("--cluster-domain")
    {
        Description = "The domain of services.",
        HelpName = "DOMAIN",
        DefaultValueFactory = _ => NetworkFacts.DefaultDomain,
    };

    private readonly Option<string[]> _sources = Many("--node-address-source", "SOURCE",
        "Who may say that an address is a node's: Node, Inventory (default: both).");

    private readonly Option<string[]> _refusedKeys = Many("--refused-keys", "FILE",
        "Keys that nobody may get a certificate for: SHA-256 of public keys, a line each, or PEM (docs/csr-policy.md).");

    private readonly Option<string?> _signerCa = new("--signer-ca")
    {
        Description = "The CA that kube-controller-manager signs with.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _trustedCa = new("--trusted-ca")
    {
        Description = "The CAs that clients trust (default: those that the cluster tells).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _root = new("--root")
    {
        Description = "The / of a control plane node: its keys are refused, its flags tell ranges and signer (default: this machine).",
        HelpName = "DIR",
    };

    private readonly Option<bool> _whatIf = new("--what-if")
    {
        Description = "Say what would be done, and do nothing. What comes from a file can only be judged.",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The form of the output.",
        DefaultValueFactory = _ => "table",
    };

    public static Command Create()
    {
        var approve = new CsrApproveCommand();
        var command = new Command("approve", "Judges requests by a policy, and decides them in the cluster: approve, "
            + "deny or defer, with every rule, what it saw, and where.");
        approve._files.AddTo(command);
        foreach (var option in new Option[] { approve._nodes, approve._inventory, approve._endpoint, approve._serviceCidr,
            approve._serviceCidrFile, approve._podCidr, approve._domain,
            approve._refusedKeys, approve._signerCa, approve._trustedCa, approve._root,
            approve._policy, approve._policyFile, approve._sources, approve._shared.AsOf, approve._whatIf, approve._output })
            command.Options.Add(option);
        approve._approval.AddTo(command);
        approve._output.AcceptOnlyFromAmong("table", "json");
        command.Validators.Add(approve.Check);
        command.SetAction((parsed, cancellation) => approve._files.AreNamed(parsed) ? Task.FromResult(approve.Run(parsed, cancellation))
            : approve._approval.RunAsync(parsed, approve.Inquiry(parsed), parsed.GetValue(approve._whatIf),
                parsed.GetValue(approve._output) == "json", (decisions, output) => approve.Write(decisions, parsed, output), cancellation));
        return command;
    }

    private static Option<string[]> Many(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = true };

    private void Check(CommandResult result)
    {
        if (_files.AreNamed(result) && !result.GetValue(_whatIf))
            result.AddError("requests from a file cannot be approved: say --what-if to judge them.");
        if (_files.AreNamed(result) && _approval.IsWatch(result))
            result.AddError("--watch is for a cluster: a file does not change.");
        if (_approval.IsWatch(result) && result.GetValue(_whatIf))
            result.AddError("--watch decides; --what-if decides nothing. Say one of them.");
        if (!_files.AreNamed(result) && result.GetValue(_shared.AsOf) is not null)
            result.AddError("--as-of is for requests of a file: those of a cluster are judged for now.");
        if (Network(result.GetValue, result.GetValue(_domain)).FirstError is { } error)
            result.AddError(error + ".");
        try
        {
            CsrInputs.PolicyNames(result.GetValue(_policy) ?? []);
        }
        catch (ArgumentException)
        {
            result.AddError($"a --policy is unknown; there are {ApprovalPolicy.BuiltIn}.");
        }
        if (Split(result.GetValue(_sources)).FirstOrDefault(text => !PolicyFile.TrySource(text, out _)) is { } source)
            result.AddError($"'{source}' is no --node-address-source; there are Node, Inventory, Dns, Served.");
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var report = new ProblemReport(failOn: null);
        var requests = _files.Read(parsed, _shared.Moment(parsed), report, cancellation);
        var problems = new List<PkiProblem>();
        var inputs = Inquiry(parsed);
        if (parsed.GetValue(_shared.AsOf) is null)
            inputs = inputs with { AsOf = CsrInputs.MomentOf(requests, inputs.AsOf) };
        var context = inputs.Read(requests, problems, cancellation);
        report.Report(problems, error);
        if (context.Inventory is { IgnoredColumns.Count: > 0 } inventory)
            error.WriteLine(Printable.Text($"kubepki: columns of the inventory that are not read: {inventory.IgnoredColumns}"));
        Write([.. new CsrJudge(context).JudgeAll(requests, cancellation)], parsed, output);
        return report.ExitCode;
    }

    private CsrInputs Inquiry(ParseResult parsed) => new()
    {
        AsOf = _shared.Moment(parsed),
        Policies = CsrInputs.PolicyNames(parsed.GetValue(_policy) ?? []),
        PolicyFile = parsed.GetValue(_policyFile),
        NodeFile = parsed.GetValue(_nodes),
        InventoryFile = parsed.GetValue(_inventory),
        Network = Network(parsed.GetValue, parsed.GetValue(_domain)),
        ServiceCidrFile = parsed.GetValue(_serviceCidrFile),
        RefusedKeyFiles = parsed.GetValue(_refusedKeys) ?? [],
        SignerAuthorityFile = parsed.GetValue(_signerCa),
        TrustedAuthorityFile = parsed.GetValue(_trustedCa),
        Root = parsed.GetValue(_root),
        Sources = Split(parsed.GetValue(_sources)) is { Length: > 0 } sources
            ? sources.Aggregate(NodeAddressSource.None, (all, text) => PolicyFile.TrySource(text, out var source) ? all | source : all)
            : NodeAddressSource.Node | NodeAddressSource.Inventory,
    };

    private NetworkFacts Network(Func<Option<string[]>, string[]?> list, string? domain) => new()
    {
        ClusterDomain = domain ?? NetworkFacts.DefaultDomain,
        ApiEndpoints = TextList.From(Split(list(_endpoint))),
        ServiceRanges = TextList.From(Split(list(_serviceCidr))),
        PodRanges = TextList.From(Split(list(_podCidr))),
    };

    // kubeadm writes dual-stack ranges with a comma between.
    private static string[] Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private void Write(IReadOnlyList<CsrDecision> decisions, ParseResult parsed, TextWriter output)
    {
        if (parsed.GetValue(_output) != "json")
        {
            output.Write(DecisionTable.Write(decisions));
            return;
        }
        using var stream = StandardOutput.Open(output);
        using var json = new JsonObjects(stream);
        foreach (var decision in decisions)
            json.Write(decision);
    }
}
