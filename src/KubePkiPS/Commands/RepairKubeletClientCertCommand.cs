using System.Management.Automation;
using KubePki.Checks;
using KubePki.Model;
using KubePki.Repair;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Brings kubelet's credential back: lets its link lead to the best pem that it has, else makes a new one from the CA's key.</para>
/// <para>
/// It cures whatever Test-KubeletClientCert says: a certificate of the future, an expired one, a link that is broken, a kubelet.conf that holds its credential
/// itself. The link is switched as kubelet does. Where nothing is wrong it does nothing. -WhatIf shows the plan.
/// </para>
/// </summary>
/// <example>
/// <para>What would be done, in a copied tree.</para>
/// <code>Repair-KubeletClientCert -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "KubeletClientCert", DefaultParameterSetName = "Path", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RepairReceipt))]
public sealed class RepairKubeletClientCertCommand : RepairNodeCommand
{
    private static readonly DiagnosisOptions Asked = new() { Checks = ["KubeletCredentialUnusable", "KubeletLinkBroken", "BootstrapFileMissing"] };

    private readonly List<KubeletClientVerdict> _verdicts = [];

    /// <summary>Verdicts of Test-KubeletClientCert: the kubelets of their nodes are repaired.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Verdict")]
    public KubeletClientVerdict[]? Verdict { get; set; }

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
    protected override PreparedRepair Plan(NodePki node) => RepairPlanner.Plan(node, Diagnosis.Run(node, Asked), Repairing);
}
