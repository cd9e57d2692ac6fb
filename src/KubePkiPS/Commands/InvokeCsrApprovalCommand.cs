using System.Management.Automation;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Judges CertificateSigningRequests by a policy: approve, deny or defer, with every rule, what it saw, and where.</para>
/// <para>
/// Approving is giving out an identity, so a request is approved only when no rule fails. kubelet-serving takes serving requests of nodes
/// for names and addresses that are their own; kubelet-client takes nodes that renew themselves, and nodes that join with a bootstrap token
/// when the inventory has them and they do not exist yet. kube-apiserver-client is never approved automatically. What breaks a rule beyond
/// doubt is denied, where -Deny is given; where an answer is missing or answers contradict each other the request is deferred: neither
/// approved nor denied. A Node object's addresses are what its kubelet reports. An inventory is the independent source; when it is given it
/// must agree. docs/csr-policy.md has the rules, the columns of the inventory, and the schema of policy files, which can narrow the rules
/// and never lift them. Requests that were read from a file can only be judged: say -WhatIf. All requests of the pipeline are held against
/// each other.
/// </para>
/// </summary>
/// <example>
/// <para>What would happen to the requests of a file, offline.</para>
/// <code>
/// Get-KubeCsr ./samples/requests/csrs.json -AsOf 2026-07-01T12:00:00Z
///   | Invoke-CsrApproval -Policy kubelet-serving, kubelet-client -Node ./samples/requests/nodes.json
///   -Inventory ./samples/requests/nodes.csv -AsOf 2026-07-01T12:00:00Z -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>The rules that each request breaks, with a policy file and the cluster's network.</para>
/// <code>$network = @{ ApiEndpoint = 'api.example.org', '10.0.0.100'; ServiceCidr = '10.96.0.0/12'; PodCidr = '10.244.0.0/16' }
/// Get-KubeCsr ./samples/requests/csrs.json | Invoke-CsrApproval -Policy ./samples/requests/policy.yaml -Node ./samples/requests/nodes.json
///   -Network $network -AsOf 2026-07-01T12:00:00Z -WhatIf | Select-Object Name, Decision, Failed</code>
/// </example>
/// <example>
/// <para>Decide what waits in the cluster; nodes and network are asked of it.</para>
/// <code>Get-KubeCsr -State Pending | Invoke-CsrApproval -Policy kubelet-serving -Inventory ./samples/requests/nodes.csv -Wait</code>
/// </example>
/// <example>
/// <para>As a service: decide requests as they come, and keep a log.</para>
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
    private FileStream? _log;

    /// <summary>Requests, as Get-KubeCsr gives them. Without any, all that are pending in the cluster.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Request")]
    [Alias("Csr")]
    [ValidateNotNull]
    public KubeCsr[]? InputObject { get; set; }

    /// <summary>
    /// The policies: kubelet-serving, kubelet-client, and a file that narrows them. The default is kubelet-serving; of a file alone, those
    /// in it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Policy { get; set; } = [];

    /// <summary>A CSV file of the nodes that are meant to be, which no node can write to. Without it nobody may join.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Inventory { get; set; }

    /// <summary>A file of the cluster's nodes, as kubectl get nodes -o json prints them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    /// <summary>
    /// What belongs to the cluster as a whole: a hashtable with ApiEndpoint, ServiceCidr, PodCidr and ClusterDomain, or a YAML file with
    /// apiEndpoints, serviceCidrs, podCidrs and clusterDomain.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? Network { get; set; }

    /// <summary>
    /// A file of the cluster's ServiceCIDR objects, as kubectl get servicecidrs -o json prints them: all ranges of services, besides those
    /// of -Network.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceCidrFile { get; set; }

    /// <summary>
    /// Files of keys that nobody may get a certificate for: a line for each SHA-256 of a public key (SubjectPublicKeyInfo), in hexadecimal
    /// or base64, or PEM blocks of public keys, certificates, requests or private keys. The keys of the cluster's CAs and of service
    /// accounts are refused without it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RefusedKey { get; set; } = [];

    /// <summary>
    /// A file with the CA that kube-controller-manager signs with. It must last as long as is asked for, and be one that clients trust.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SignerAuthority { get; set; }

    /// <summary>A file with the CAs that clients trust. The default are those that the cluster tells.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedAuthority { get; set; }

    /// <summary>
    /// The directory that stands for the / of a control plane node of this cluster: its keys are refused to others, its flags tell the
    /// ranges of services and the signer's CA. Without it, this machine's keys are refused, and its flags count where its CA is the
    /// cluster's.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>
    /// Who may say that a name or an address is a node's: Node, Inventory, Dns, Served. The default is Node and Inventory; Dns never stands
    /// alone.
    /// </summary>
    [Parameter]
    public NodeAddressSource NodeAddressSource { get; set; } = NodeAddressSource.Node | NodeAddressSource.Inventory;

    /// <summary>
    /// The moment to judge requests of files for. The default is when the newest of them was made. Those of a cluster are judged for now.
    /// </summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Denies what breaks a rule beyond doubt. Without it such requests are left pending.</summary>
    [Parameter]
    public SwitchParameter Deny { get; set; }

    /// <summary>Goes on until it is stopped, and decides requests as they come: for a service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Watch")]
    public SwitchParameter Watch { get; set; }

    /// <summary>Waits up to a minute for the signer after an approval, and reads back what it has issued.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>A file that gets each decision of the cluster as a line of JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>Gives the requests that are approved, with -WhatIf those that would be, in place of the decisions.</summary>
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

    // What came from a file can only be judged.
    private void JudgeFiles()
    {
        var inputs = Inquiry;
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)))
            inputs = inputs with { AsOf = CsrInputs.MomentOf(_requests, inputs.AsOf) };
        var judge = new CsrJudge(inputs.Read(_requests, Problems, Cancellation));
        TellProblems();
        foreach (var csr in _requests)
        {
            Cancellation.ThrowIfCancellationRequested();
            TakeJudged(judge.Judge(csr));
        }
    }

    private void Decide()
    {
        if (!IsWhatIf)
            Wait(async stop => { await ApprovalPass.CheckRightsAsync(Cluster, Approver, stop).ConfigureAwait(false); return true; });
        var pass = Wait(stop => ApprovalPass.OpenAsync(Cluster, Approver, Problems, stop));
        TellProblems();
        if (pass.Backlog is { } backlog)
            WriteWarning(backlog);
        foreach (var csr in ParameterSetName == "Cluster" ? pass.Pending : _requests)
        {
            var decision = pass.Judge(csr);
            if (pass.IsToBeDone(decision) && IsWanted(decision))
                decision = Wait(stop => pass.ActAsync(decision, stop));
            Take(decision);
        }
    }

    private void Follow()
    {
        if (!ShouldProcess($"{Cluster.Server}", "Decide requests until stopped"))
            return;
        foreach (var decision in Stream(new ApprovalWatch(Cluster, Approver).RunAsync(Cancellation)))
            Take(decision);
    }

    /// <summary>Closes the log.</summary>
    protected override void CloseFiles() => _log?.Dispose();

    private void Take(CsrDecision decision)
    {
        if (LogPath is not null && !IsWhatIf)
            DecisionLog.Write(_log ??= AppendedFile.Open(GetUnresolvedProviderPathFromPSPath(LogPath)), decision);
        if (decision.MatchesRequest == false)
            WriteWarning(Printable.Text($"{decision.Name}: {decision.Outcome}"));
        if (!PassThru)
            WriteObject(decision);
        else if (decision.Decision == CsrAnswer.Approve)
            WriteObject(decision.Request);
    }

    private void TakeJudged(CsrDecision decision)
    {
        if (!IsWhatIf)
        {
            WriteError(Errors.FromFile(decision.Request));
            return;
        }
        if (decision.Decision == CsrAnswer.Approve || (decision.Decision == CsrAnswer.Deny && Deny))
            IsWanted(decision);
        Take(decision);
    }

    private bool IsWanted(CsrDecision decision) =>
        ShouldProcess(Printable.Text(decision.Name), $"{decision.Decision}: {Printable.Text(decision.Sentence)}");

    private List<PkiProblem> Problems { get; } = [];

    private void TellProblems()
    {
        foreach (var problem in Problems)
            WriteError(Errors.FromProblem(problem));
    }

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private ApproverOptions Approver => new()
    {
        Inquiry = Inquiry,
        Clock = TimeProvider.System,
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
                    new ArgumentException($"-Policy takes one file; these are no policies: {string.Join(", ", files)}."), nameof(Policy)));
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
