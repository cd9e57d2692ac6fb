using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Repairs the PKI of a Kubernetes node, offline, in one transaction.</para>
/// <para>
/// It takes findings from Test-KubePki or finds the problems itself. Expired, mismatched or missing files are reissued with the CA keys on
/// this node: certificates with the same subjects, names and usages, kubeconfigs with no other changes, and kubelet's credential. Leftover
/// CNI networks are moved to the backup, and modes and owners are fixed. All files are backed up first. The node is verified before the
/// changes are kept; otherwise they are rolled back. CAs and sa.key are never changed. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>Preview the repair of a failed control plane in a copied tree.</para>
/// <code>Repair-KubePki -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Repair only critical findings on this node.</para>
/// <code>Test-KubePki -Severity Critical | Repair-KubePki -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubePki", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Repair-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubePkiCommand : RepairNodeCommand
{
    private readonly List<KubePkiFinding> _findings = [];

    /// <summary>Findings from Test-KubePki. Only these are repaired. They are checked again before any change.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Finding")]
    public KubePkiFinding[]? Finding { get; set; }

    /// <summary>Repairs only what these checks find. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    private DiagnosisOptions Asked => new() { Checks = Check, Severity = FindingSeverity.Warning };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (DiagnosisOptions.Unknown(Asked) is { } name)
            ThrowTerminatingError(Errors.UnknownCheck(name));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _findings.AddRange(Finding ?? []);
        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_findings.Count > 0)
            ReadNodes(_findings.Select(finding => NodeRoots.Of(finding.Path, finding.NodePath)).OfType<string>());
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node)
    {
        var found = Diagnosis.Run(node, Asked, Cancellation);
        return RepairPlanner.Plan(node,
            _findings.Count == 0
                ? found
                : [.. found.Where(finding => _findings.Any(given => given.Check == finding.Check && given.Target == finding.Target))],
            Repairing);
    }
}
