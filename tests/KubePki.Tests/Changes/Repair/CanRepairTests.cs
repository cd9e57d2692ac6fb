using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Changes.Repair;

/// <summary>What a finding promises, the planner keeps.</summary>
public sealed class CanRepairTests
{
    [Theory]
    [InlineData("healthy", "2026-07-01T00:00:00Z")]
    [InlineData("healthy", "2027-07-01T00:00:00Z")]
    [InlineData("healthy", "2037-01-01T00:00:00Z")]
    [InlineData("expired-2020", "2020-07-28T00:00:00Z")]
    [InlineData("outage-2019", "2019-09-09T00:00:00Z")]
    [InlineData("power-loss", "2021-09-01T03:00:00Z")]
    [InlineData("cni-leftover", "2020-06-21T00:00:00Z")]
    public void What_can_be_repaired_is_cured_by_a_step_and_nothing_else_is(string name, string time)
    {
        using var tree = NodeTree.Unpack(name);
        var node = new NodeReader(new ReadOptions
        {
            Root = tree.Root,
            AsOf = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
        }).ReadNode();
        foreach (var finding in Diagnosis.Run(node))
        {
            var cured = RepairPlanner.Plan(node, [finding], new RepairOptions()).Plan.Steps.Any(step => step.Cures.Contains(finding.Check));
            Assert.True(finding.CanRepair == cured, $"{finding}: CanRepair {finding.CanRepair}, cured {cured}");
        }
    }
}
