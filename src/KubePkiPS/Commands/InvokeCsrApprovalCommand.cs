using System.Management.Automation;
using KubePki.Model;
using KubePki.Requests;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Judges CertificateSigningRequests by a policy: approve, deny or defer, with every rule, what it saw, and where.</para>
/// <para>
/// Approving is giving out an identity, so a request is approved only when no rule fails. kubelet-serving takes serving requests of nodes for names and addresses
/// that are their own; kubelet-client takes nodes that renew themselves, and nodes that join with a bootstrap token when the inventory has them and they do not exist
/// yet. kube-apiserver-client is never approved automatically. What breaks a rule beyond doubt is denied, where -Deny is given; where an answer is missing or
/// answers contradict each other the request is deferred: neither approved nor denied.
/// A Node object's addresses are what its kubelet reports. An inventory is the independent source; when it is given it must agree. docs/csr-policy.md has the
/// rules, the columns of the inventory, and the schema of policy files, which can narrow the rules and never lift them.
/// Requests that were read from a file can only be judged: say -WhatIf. All requests of the pipeline are held against each other.
/// </para>
/// </summary>
/// <example>
/// <para>What would happen to the requests of a file, offline.</para>
/// <code>Get-KubeCsr ./samples/requests/csrs.json -AsOf 2026-07-01T12:00:00Z | Invoke-CsrApproval -Policy kubelet-serving, kubelet-client -Node ./samples/requests/nodes.json -Inventory ./samples/requests/nodes.csv -AsOf 2026-07-01T12:00:00Z -WhatIf</code>
/// </example>
/// <example>
/// <para>The rules that each request breaks, with a policy file and the cluster's network.</para>
/// <code>$network = @{ ApiEndpoint = 'api.example.org', '10.0.0.100'; ServiceCidr = '10.96.0.0/12'; PodCidr = '10.244.0.0/16' }
/// Get-KubeCsr ./samples/requests/csrs.json | Invoke-CsrApproval -Policy ./samples/requests/policy.yaml -Node ./samples/requests/nodes.json -Network $network -AsOf 2026-07-01T12:00:00Z -WhatIf | Select-Object Name, Decision, Failed</code>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "CsrApproval", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CsrDecision), typeof(KubeCsr))]
public sealed class InvokeCsrApprovalCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<KubeCsr> _requests = [];

    /// <summary>Requests, as Get-KubeCsr gives them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Csr")]
    [ValidateNotNull]
    public KubeCsr[]? InputObject { get; set; }

    /// <summary>The policies: kubelet-serving, kubelet-client, and a file that narrows them. The default is kubelet-serving; of a file alone, those in it.</summary>
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
    /// What belongs to the cluster as a whole: a hashtable with ApiEndpoint, ServiceCidr, PodCidr and ClusterDomain, or a YAML file with apiEndpoints, serviceCidrs,
    /// podCidrs and clusterDomain.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public object? Network { get; set; }

    /// <summary>Who may say that a name or an address is a node's: Node, Inventory, Dns, Served. The default is Node and Inventory; Dns never stands alone.</summary>
    [Parameter]
    public NodeAddressSource NodeAddressSource { get; set; } = NodeAddressSource.Node | NodeAddressSource.Inventory;

    /// <summary>The moment to judge for. The default is now.</summary>
    [Parameter]
    public DateTimeOffset AsOf { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Denies what breaks a rule beyond doubt. Without it such requests are left pending.</summary>
    [Parameter]
    public SwitchParameter Deny { get; set; }

    /// <summary>Gives the requests that are approved, with -WhatIf those that would be, in place of the decisions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _requests.AddRange(InputObject!);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            foreach (var decision in new CsrJudge(Context()).JudgeAll(_requests, _stop.Token))
                Take(decision);
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

    /// <summary>Ctrl+C: judging stops at the next request.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Releases what waits for Ctrl+C.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private JudgeContext Context()
    {
        var problems = new List<PkiProblem>();
        var files = Policy.Where(name => !ApprovalPolicy.BuiltIn.Contains(name)).ToArray();
        if (files.Length > 1)
            ThrowTerminatingError(Errors.BadValue(new ArgumentException($"-Policy takes one file; these are no policies: {string.Join(", ", files)}."), nameof(Policy)));
        var context = new CsrInquiry
        {
            AsOf = AsOf.ToUniversalTime(),
            Policies = [.. Policy.Except(files)],
            PolicyFile = files.Length == 0 ? null : GetUnresolvedProviderPathFromPSPath(files[0]),
            NodeFile = Node is null ? null : GetUnresolvedProviderPathFromPSPath(Node),
            InventoryFile = Inventory is null ? null : GetUnresolvedProviderPathFromPSPath(Inventory),
            Network = ReadNetwork(),
            Sources = NodeAddressSource,
        }.Read(_requests, problems, _stop.Token);
        foreach (var problem in problems)
            WriteError(Errors.FromProblem(problem));
        if (context.Inventory is { IgnoredColumns.Count: > 0 } inventory)
            WriteVerbose($"Columns of the inventory that are not read: {inventory.IgnoredColumns}");
        return context;
    }

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

    private void Take(CsrDecision decision)
    {
        var isWhatIf = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
        if (!isWhatIf)
        {
            WriteError(Errors.FromFile(decision.Request));
            return;
        }
        if (decision.Decision == CsrAnswer.Approve || (decision.Decision == CsrAnswer.Deny && Deny))
            ShouldProcess(decision.Name, $"{decision.Decision}: {Printable.Text(decision.Sentence)}");
        if (!PassThru)
            WriteObject(decision);
        else if (decision.Decision == CsrAnswer.Approve)
            WriteObject(decision.Request);
    }
}
