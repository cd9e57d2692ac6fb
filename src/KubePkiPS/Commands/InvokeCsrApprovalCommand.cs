using System.Management.Automation;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>
/// Evaluates CertificateSigningRequests against a policy and approves, denies or defers them, with the evidence for every rule.
/// </para>
/// <para>
/// Approving a request grants an identity, so a request is approved only if no rule fails. kubelet-serving covers serving requests from
/// nodes for their own names and addresses. kubelet-client covers nodes that renew their own certificate and nodes that join with a
/// bootstrap token, if they are in the inventory and do not exist yet. kube-apiserver-client requests are never approved automatically.
/// With -Deny, requests that clearly violate a rule are denied. If information is missing or contradictory, the request is deferred:
/// neither approved nor denied. The addresses in a Node object are reported by its kubelet. An inventory is the independent source; if
/// specified, it must agree. docs/csr-policy.md describes the rules, the inventory columns, and the schema of policy files, which can
/// restrict the rules but never relax them. Requests from a file can only be evaluated: use -WhatIf. All requests in the pipeline are also
/// compared with each other.
/// </para>
/// </summary>
/// <example>
/// <para>Preview the decisions for the requests in a file, offline.</para>
/// <code>
/// Get-KubeCsr ./samples/requests/csrs.json -AsOf 2026-07-01T12:00:00Z
///   | Invoke-CsrApproval -Policy kubelet-serving, kubelet-client -Node ./samples/requests/nodes.json
///   -Inventory ./samples/requests/nodes.csv -AsOf 2026-07-01T12:00:00Z -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Show the rules that each request breaks, with a policy file and the cluster's network.</para>
/// <code>$network = @{ ApiEndpoint = 'api.example.org', '10.0.0.100'; ServiceCidr = '10.96.0.0/12'; PodCidr = '10.244.0.0/16' }
/// Get-KubeCsr ./samples/requests/csrs.json | Invoke-CsrApproval -Policy ./samples/requests/policy.yaml -Node ./samples/requests/nodes.json
///   -Network $network -AsOf 2026-07-01T12:00:00Z -WhatIf | Select-Object Name, Decision, Failed</code>
/// </example>
/// <example>
/// <para>Decide the pending requests of the cluster. Nodes and network are read from it.</para>
/// <code>Get-KubeCsr -State Pending | Invoke-CsrApproval -Policy kubelet-serving -Inventory ./samples/requests/nodes.csv -Wait</code>
/// </example>
/// <example>
/// <para>Run as a service: decide requests as they arrive, and keep a log.</para>
/// <code>
/// Invoke-CsrApproval -Watch -Policy kubelet-serving -Inventory ./samples/requests/nodes.csv -LogPath ./decisions.jsonl -Confirm:$false
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "CsrApproval", DefaultParameterSetName = "Cluster",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Invoke-CsrApproval.md")]
[OutputType(typeof(CsrDecision), typeof(KubeCsr))]
public sealed class InvokeCsrApprovalCommand : ClusterCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly List<KubeCsr> _requests = [];

    /// <summary>Requests from Get-KubeCsr. The default is all pending requests of the cluster.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Request")]
    [Alias("Csr")]
    [ValidateNotNull]
    public KubeCsr[]? InputObject { get; set; }

    /// <summary>
    /// The policies to apply: kubelet-serving, kubelet-client, and a file that restricts them. The default is kubelet-serving, or the
    /// policies in the file if only a file is specified.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string[] Policy { get; set; } = [];

    /// <summary>A CSV inventory of the expected nodes, which nodes must not be able to write. Without it, no node can join.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Inventory { get; set; }

    /// <summary>A file with the cluster's nodes: output of kubectl get nodes -o json.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    /// <summary>
    /// The cluster's network: a hashtable with ApiEndpoint, ServiceCidr, PodCidr, Namespace and ClusterDomain, or a YAML file with
    /// apiEndpoints, serviceCidrs, podCidrs, namespaces and clusterDomain.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? Network { get; set; }

    /// <summary>
    /// A file with the cluster's ServiceCIDR objects: output of kubectl get servicecidrs -o json. These ranges are used in addition to
    /// those in -Network.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceCidrFile { get; set; }

    /// <summary>
    /// Files with keys that must never get a certificate: SHA-256 hashes of public keys (SubjectPublicKeyInfo) in hexadecimal or base64,
    /// one per line, or PEM blocks of public keys, certificates, requests or private keys. The keys of the cluster's CAs and of service
    /// accounts are always refused.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RefusedKey { get; set; } = [];

    /// <summary>
    /// A file with the CA certificate that kube-controller-manager signs with. It must be valid for the requested duration and be trusted
    /// by clients.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SignerAuthority { get; set; }

    /// <summary>A file with the CAs that clients trust. The default is the CAs that the cluster publishes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedAuthority { get; set; }

    /// <summary>
    /// The root directory of a control plane node of this cluster. Its keys are refused, and its flags provide the service address ranges
    /// and the signer's CA. By default, this machine's keys are refused, and its flags are used if its CA is the cluster's CA.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>
    /// The trusted sources for a node's names and addresses: Node, Inventory, Dns, Served. The default is Node and Inventory. Dns is never
    /// sufficient on its own.
    /// </summary>
    [Parameter]
    public NodeAddressSource NodeAddressSource { get; set; } = NodeAddressSource.Node | NodeAddressSource.Inventory;

    /// <summary>
    /// The time to evaluate requests from files for. The default is the creation time of the newest one. Requests from a cluster are
    /// evaluated as of now.
    /// </summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>Denies requests that clearly violate a rule. By default, they are left pending.</summary>
    [Parameter]
    public SwitchParameter Deny { get; set; }

    /// <summary>Keeps running until stopped and decides requests as they arrive, as a service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Watch")]
    public SwitchParameter Watch { get; set; }

    /// <summary>Waits up to one minute for the signer after an approval and checks the issued certificate.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>A file to which each decision in the cluster is appended as a line of JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>Outputs the approved requests (with -WhatIf, those that would be approved) instead of the decisions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _requests.AddRange(InputObject ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (Watch)
                Follow();
            else if (_requests.Exists(csr => csr.Path is not null))
                JudgeFiles();
            else if (ParameterSetName == "Cluster" || _requests.Count > 0)
                Decide();
        }
        catch (PkiProblemException e)
        {
            ThrowTerminatingError(Errors.FromProblem(e.Problem));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void JudgeFiles()
    {
        var saved = SavedRequests.Open(_requests, Inquiry, MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)), Cancellation);
        Show(saved.Problems);
        foreach (var decision in saved.Judge(Cancellation))
        {
            if (!IsWhatIf)
                WriteError(Errors.FromFile(decision.Request));
            else
                Preview(decision);
        }
    }

    private void Decide()
    {
        using var session = Wait(stop => ApprovalSession.OpenAsync(Cluster, Approver, stop));
        Show(session.Problems);
        if (session.Backlog is { } backlog)
            WriteWarning(backlog);
        foreach (var decision in ParameterSetName == "Cluster" ? session.Judge(names: []) : session.Judge(_requests))
        {
            var isConfirmed = session.MustConfirm(decision) && IsConfirmed(decision);
            Show(Wait(stop => session.FinishAsync(decision, isConfirmed, stop)));
        }
    }

    private void Follow()
    {
        if (!ShouldProcess($"{Cluster.Server}", "Decide requests until stopped"))
            return;
        foreach (var decision in Stream(ApprovalSession.WatchAsync(Cluster, Approver)))
            Show(decision);
    }

    private void Show(CsrDecision decision)
    {
        if (decision.MatchesRequest == false)
            WriteWarning(Printable.Text($"{decision.Name}: {decision.Outcome}"));
        if (!PassThru)
            WriteObject(decision);
        else if (decision.Decision == CsrAnswer.Approve)
            WriteObject(decision.Request);
    }

    private void Preview(CsrDecision decision)
    {
        if (decision.Decision == CsrAnswer.Approve || (decision.Decision == CsrAnswer.Deny && Deny))
            IsConfirmed(decision);
        Show(decision);
    }

    private bool IsConfirmed(CsrDecision decision) =>
        ShouldProcess(Printable.Text(decision.Name), $"{decision.Decision}: {Printable.Text(decision.Sentence)}");

    private void Show(IEnumerable<PkiProblem> problems)
    {
        foreach (var problem in problems)
            WriteError(Errors.FromProblem(problem));
    }

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private ApproverOptions Approver => new()
    {
        Inquiry = Inquiry,
        Clock = TimeProvider.System,
        WhatIf = IsWhatIf,
        LogPath = Resolve(LogPath),
        Deny = Deny,
        Wait = Wait ? LongestWait : TimeSpan.Zero,
        Warn = Warn,
    };

    private CsrInputs Inquiry
    {
        get
        {
            var files = Policy.Where(name => !ApprovalPolicy.BuiltIn.Contains(name)).ToArray();
            if (files.Length > 1)
                ThrowTerminatingError(Errors.BadValue(
                    new ArgumentException($"-Policy accepts only one file. Not policies: {string.Join(", ", files)}."), nameof(Policy)));
            if (files is [var named] && Path.GetFileName(named) == named && !File.Exists(Resolve(named)))
                ThrowTerminatingError(Errors.Unknown("policy", named, ApprovalPolicy.BuiltIn,
                    $"Valid policies: {ApprovalPolicy.BuiltIn}; or specify a file."));
            return new CsrInputs
            {
                AsOf = AsOf.ToUniversalTime(),
                Policies = [.. Policy.Except(files)],
                PolicyFile = files.Length == 0 ? null : Resolve(files[0]),
                NodeFile = Resolve(Node),
                InventoryFile = Resolve(Inventory),
                ServiceCidrFile = Resolve(ServiceCidrFile),
                RefusedKeyFiles = Array.ConvertAll(RefusedKey, GetUnresolvedProviderPathFromPSPath),
                SignerAuthorityFile = Resolve(SignerAuthority),
                TrustedAuthorityFile = Resolve(TrustedAuthority),
                Root = Resolve(Root),
                Network = ReadNetwork(),
                Sources = NodeAddressSource,
            };
        }
    }

    private string? Resolve(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private NetworkFacts ReadNetwork()
    {
        try
        {
            return NetworkArgument.Read(Network, GetUnresolvedProviderPathFromPSPath);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(Errors.BadValue(e, nameof(Network)));
            throw;
        }
    }
}
