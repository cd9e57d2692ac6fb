using System.Management.Automation;
using KubePki.Model;

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
public sealed class RepairKubePkiCommand : FindingRepairCommand;
