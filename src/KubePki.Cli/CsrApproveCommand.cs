using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Cluster.Csr.Approval;
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
        "Policies to apply: kubelet-serving, kubelet-client (default: those in --policy-file, else kubelet-serving).");

    private readonly Option<string?> _policyFile = new("--policy-file")
    {
        Description = "YAML file that restricts the policies further (docs/csr-policy.md).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _nodes = new("--node", "--nodes")
    {
        Description = "The cluster's nodes: output of kubectl get nodes -o json.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _inventory = new("--inventory")
    {
        Description = "CSV inventory of the expected nodes (docs/csr-policy.md).",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _endpoint = Many("--api-endpoint", "NAME|ADDR",
        "Names and addresses of the API server, its load balancer and the control plane endpoint.");

    private readonly Option<string[]> _serviceCidr = Many("--service-cidr", "CIDR", "Service address ranges.");

    private readonly Option<string?> _serviceCidrFile = new("--service-cidr-file")
    {
        Description = "Service address ranges: output of kubectl get servicecidrs -o json.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _podCidr = Many("--pod-cidr", "CIDR",
        "Pod address ranges, in addition to those of the Node objects.");

    private readonly Option<string[]> _namespaces = Many("--namespace", "NAME",
        "The cluster's namespaces, all of them: kubectl get namespaces -o name.", "--namespaces");

    private readonly Option<string> _domain = new("--cluster-domain")
    {
        Description = "DNS domain of the cluster's services.",
        HelpName = "DOMAIN",
        DefaultValueFactory = _ => NetworkFacts.DefaultDomain,
    };

    private readonly Option<string[]> _sources = Many("--node-address-source", "SOURCE",
        "Trusted sources for node addresses: Node, Inventory (default: both).");

    private readonly Option<string[]> _refusedKeys = Many("--refused-key", "FILE",
        "Keys that must never get a certificate: SHA-256 hashes of public keys, one per line, or PEM (docs/csr-policy.md).",
        "--refused-keys");

    private readonly Option<string?> _signerCa = new("--signer-authority", "--signer-ca")
    {
        Description = "CA certificate that kube-controller-manager signs with.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _trustedCa = new("--trusted-authority", "--trusted-ca")
    {
        Description = "CAs that clients trust (default: as published by the cluster).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _root = new("--root")
    {
        Description = "Root directory of a control plane node, for its keys (refused), ranges and signer (default: this machine).",
        HelpName = "DIR",
    };

    private readonly Option<bool> _whatIf = new("--what-if")
    {
        Description = "Show the decisions without applying them. Requests from a file can only be evaluated this way.",
    };

    private readonly OutputOption _output = new();

    public static Command Create()
    {
        var approve = new CsrApproveCommand();
        var command = new Command("approve", "Evaluates requests against a policy and approves, denies or defers them in the cluster. "
            + "Reports every rule with its evidence and source.");
        approve._files.AddTo(command);
        foreach (var option in new Option[] { approve._nodes, approve._inventory, approve._endpoint, approve._serviceCidr,
            approve._serviceCidrFile, approve._podCidr, approve._domain,
            approve._refusedKeys, approve._signerCa, approve._trustedCa, approve._root,
            approve._policy, approve._policyFile, approve._sources, approve._shared.AsOf, approve._whatIf })
            command.Options.Add(option);
        approve._approval.AddTo(command);
        approve._output.AddTo(command);
        command.Validators.Add(approve.Check);
        command.SetAction((parsed, cancellation) => approve._files.AreNamed(parsed) ? Task.FromResult(approve.Run(parsed, cancellation))
            : approve._approval.RunAsync(parsed, approve.Inquiry(parsed), parsed.GetValue(approve._whatIf),
                approve._output.Is(parsed, "json"), (decisions, output) => approve.Write(decisions, parsed, output), cancellation));
        return command;
    }

    private static Option<string[]> Many(string name, string help, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = true };

    private void Check(CommandResult result)
    {
        if (_files.AreNamed(result) && !result.GetValue(_whatIf))
            result.AddError("requests from a file cannot be approved. Use --what-if to evaluate them.");
        if (_files.AreNamed(result) && _approval.IsWatch(result))
            result.AddError("--watch cannot be used with --path.");
        if (_approval.IsWatch(result) && !_output.IsTableOrJson(result))
            result.AddError("--watch writes table or json.");
        if (_approval.IsWatch(result) && result.GetValue(_whatIf))
            result.AddError("--watch and --what-if cannot be used together.");
        if (!_files.AreNamed(result) && result.GetResult(_shared.AsOf) is not null)
            result.AddError("--as-of requires --path: requests of a cluster are evaluated as of now.");
        if (Network(result.GetValue, result.GetValue(_domain)).FirstError is { } error)
            result.AddError(error + ".");
        try
        {
            CsrInputs.PolicyNames(result.GetValue(_policy) ?? []);
        }
        catch (ArgumentException)
        {
            result.AddError($"unknown --policy. Valid policies: {ApprovalPolicy.BuiltIn}.");
        }
        if (Split(result.GetValue(_sources)).FirstOrDefault(text => !PolicyFile.TrySource(text, out _)) is { } source)
            result.AddError($"'{source}' is not a valid --node-address-source. Use Node, Inventory, Dns or Served.");
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var report = new ProblemReport(failOn: null);
        var requests = _files.Read(parsed, _shared.Moment(parsed), report, cancellation);
        var saved = SavedRequests.Open(requests, Inquiry(parsed), parsed.GetValue(_shared.AsOf) is not null, cancellation);
        report.Report(saved.Problems, error);
        if (saved.IgnoredColumns.Count > 0)
            error.WriteLine(Printable.Text($"{ProgramName.Text}: ignored inventory columns: {saved.IgnoredColumns}"));
        Write([.. saved.Judge(cancellation)], parsed, output);
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
        Namespaces = TextList.From(Split(list(_namespaces)).Select(NameOf)),
    };

    // What kubectl writes is namespace/kube-system.
    private static string NameOf(string text) => text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..];

    // kubeadm writes dual-stack ranges with a comma between.
    private static string[] Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private void Write(IReadOnlyList<CsrDecision> decisions, ParseResult parsed, TextWriter output) =>
        _output.Write(parsed, () => DecisionTable.Write(decisions), json =>
        {
            foreach (var decision in decisions)
                json.Write(decision);
        }, // What is listed is what may be handed to the next program.
            () => decisions.Where(decision => decision.Decision == CsrAnswer.Approve).Select(decision => decision.Name), output: output);
}
