using System.Management.Automation;
using KubePki.Checks;
using KubePki.Model;
using KubePki.Repair;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Puts the kubeconfigs of a node right: credentials that have expired or do not fit, CAs of other clusters, stale copies of admin.conf.</para>
/// <para>
/// It changes the user and the cluster that it must and leaves every other byte: comments, order, other users, line ends. Copies such as ~/.kube/config get the
/// credential of admin.conf. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be done, in a copied tree.</para>
/// <code>Repair-KubeconfigSet -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubeconfigSet", DefaultParameterSetName = "Path", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubeconfigSetCommand : RepairNodeCommand
{
    private static readonly DiagnosisOptions Asked = new() { Checks = ["Kubeconfig*", "StaleKubeconfigCopy", "AuthorityTwin"] };

    private readonly List<Kubeconfig> _kubeconfigs = [];

    /// <summary>Kubeconfigs of Get-KubeconfigSet: only these are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Kubeconfig")]
    public Kubeconfig[]? Kubeconfig { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _kubeconfigs.AddRange(Kubeconfig ?? []);
        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_kubeconfigs.Count > 0)
            ReadNodes(_kubeconfigs.Select(kubeconfig => NodeRoots.Of(kubeconfig.Path, kubeconfig.NodePath)).OfType<string>());
        else
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override PreparedRepair Plan(NodePki node)
    {
        var found = Diagnosis.Run(node, Asked);
        return RepairPlanner.Plan(node, _kubeconfigs.Count == 0 ? found : [.. found.Where(finding => _kubeconfigs.Any(kubeconfig => kubeconfig.NodePath == finding.NodePath))], Repairing);
    }
}
