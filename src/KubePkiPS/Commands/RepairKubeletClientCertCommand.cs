using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Brings kubelet's credential back: lets its link lead to the best pem that it has, else makes a new one from the CA's key.</para>
/// <para>
/// It cures whatever Test-KubeletClientCert says: a certificate of the future, an expired one, a link that is a file, leads nowhere or was
/// half switched, a kubelet.conf that is missing or holds its credential itself. The link is switched as kubelet does. Where nothing is
/// wrong it does nothing.
/// </para>
/// <para>
/// With -Serving it also has kubelet serve a certificate that clients can verify: Issue signs one here, with the node's names and
/// addresses, and names it in kubelet's configuration; Bootstrap sets serverTLSBootstrap there, and kubelet asks the cluster, where its
/// requests must be approved. With -NodeName and -OutDirectory it changes nothing here, but makes a credential for another node, to carry
/// there. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be done, in a copied tree.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>A serving certificate with the node's address, for metrics-server.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -Serving Issue -AddSan 10.2.1.151 -WhatIf</code>
/// </example>
/// <example>
/// <para>On a control plane node: a credential for a worker whose own has expired.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -NodeName worker7 -OutDirectory ./worker7 -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubeletClientCert", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Repair-KubeletClientCert.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubeletClientCertCommand : RepairNodeCommand
{
    private readonly List<KubeletClientVerdict> _verdicts = [];

    /// <summary>Verdicts of Test-KubeletClientCert: the kubelets of their nodes are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Verdict")]
    public KubeletClientVerdict[]? Verdict { get; set; }

    /// <summary>
    /// How kubelet gets a serving certificate that the cluster's CA signed: Issue (here) or Bootstrap (it asks the cluster). The default,
    /// Keep, leaves what it serves as it is.
    /// </summary>
    [Parameter]
    public KubeletServing Serving { get; set; }

    /// <summary>
    /// The name of another node, for which a credential is made; -AddSan gives its addresses, and has a serving certificate made, too.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Package")]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>The directory for that credential; it must not exist, or be empty.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Package")]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <inheritdoc/>
    protected override RepairOptions Repairing => base.Repairing with { Serving = Serving };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (NodeName is not null && NodeNames.ValidationError(NodeName) is { } reason)
            ThrowTerminatingError(Errors.BadNodeName(NodeName, reason));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _verdicts.AddRange(Verdict ?? []);
        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_verdicts.Count > 0)
            ReadNodes(_verdicts.Select(verdict => verdict.Root));
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node) => NodeName is null ? KubeletRepair.Plan(node, Repairing)
        : NodePackage.Plan(node, NodeName, GetUnresolvedProviderPathFromPSPath(OutDirectory), Repairing);
}
