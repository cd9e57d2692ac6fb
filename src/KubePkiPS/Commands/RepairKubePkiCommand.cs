using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Cures what is wrong with the PKI of a Kubernetes node, offline, in one transaction.</para>
/// <para>
/// It takes findings of Test-KubePki from the pipeline, or finds them itself, and makes anew what has expired, does not fit or is missing,
/// from the CAs' keys on this node: certificates with all that the old ones said, kubeconfigs of which every other byte stays, kubelet's
/// credential. Leftovers of networks go into the backup, modes and owners are put right. Everything is backed up first; the node is read
/// again before the change is kept, else all is as before. CAs and sa.key are never touched. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be done to a dead control plane, in a copied tree.</para>
/// <code>Repair-KubePki -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Cure only what is critical on this node.</para>
/// <code>Test-KubePki -Severity Critical | Repair-KubePki -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubePki", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Repair-KubePki.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubePkiCommand : RepairNodeCommand
{
    private readonly List<KubePkiFinding> _findings = [];

    /// <summary>Findings of Test-KubePki: only what they speak of is cured. They are looked for again before anything is done.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Finding")]
    public KubePkiFinding[]? Finding { get; set; }

    /// <summary>Only what these checks find, by name; wildcards are taken.</summary>
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
