using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Shows what Repair-KubePki would do, as an object: the steps, their reasons, files and restarts, and what is skipped.</para>
/// <para>
/// Nothing is changed. There is one plan for each node; a node with nothing to repair has a plan without steps. The parameters are those of
/// Repair-KubePki, which plans again before it changes anything.
/// </para>
/// </summary>
/// <example>
/// <para>Show the plan for a failed control plane in a copied tree.</para>
/// <code>Get-KubePkiRepairPlan -Root ./samples/expired-2020 -AsOf 2020-07-28</code>
/// </example>
/// <example>
/// <para>List the files that a repair would change.</para>
/// <code>
/// (Get-KubePkiRepairPlan -Root ./samples/expired-2020 -AsOf 2020-07-28).Steps.Changes | Select-Object Action, NodePath
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiRepairPlan", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubePkiRepairPlan.md")]
[OutputType(typeof(RepairPlan))]
public sealed class GetKubePkiRepairPlanCommand : FindingRepairCommand
{
    private protected override bool OnlyPlans => true;
}
