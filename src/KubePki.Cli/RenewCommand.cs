using System.CommandLine;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Cli;

/// <summary><c>kubepki renew</c>: renews certificates and the credentials of kubeconfigs with the CAs' keys.</summary>
internal sealed class RenewCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;

    private readonly Option<string[]> _role = new("--role")
    {
        Description = "Roles to renew, such as apiserver, etcd-*, admin.conf. "
            + "Wildcards are supported (default: all of the control plane).",
        HelpName = "ROLE",
        AllowMultipleArgumentsPerToken = true,
    };

    private RenewCommand() => _repair = new RepairOptionSet(_shared, RepairScope.Everything);

    public static Command Create()
    {
        var renew = new RenewCommand();
        var command = new Command("renew", "Renews certificates and kubeconfigs of the control plane offline and keeps "
            + "their subjects, names and usages. CAs are renewed with --authority --force only.");
        renew._repair.AddTo(command);
        command.Options.Add(renew._role);
        command.Options.Add(renew._shared.Path);
        SharedOptions.Known(renew._role, "role", PkiRoles.Names);
        command.SetAction((parsed, cancellation) => Task.FromResult(renew.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        var pairs = _shared.ReadNodes(parsed, new ProblemReport(failOn: null), cancellation, tellsOfKeys: false, withNeighbours: true)
            .ToList();
        var nodes = pairs.ConvertAll(pair => pair.Node).DistinctBy(PlaceOf).ToList();
        if (nodes.Count == 0)
            return ExitCodes.Failed;
        if (nodes.Exists(node => node.IsUnread))
            return ExitCodes.Failed;
        // Of each node what was named of it.
        RenewalScope ScopeOf(NodePki node) => new() { Roles = SharedOptions.Names(parsed.GetValue(_role)),
            Paths = [.. pairs.Where(pair => PlaceOf(pair.Node) == PlaceOf(node)).Select(pair => pair.Path).OfType<string>()] };
        PreparedRepair Plan(NodePki node) =>
            RepairPlanner.Renew(_repair.WithoutCutOffRun(parsed, read, node, cancellation), ScopeOf(node), _repair.Options(parsed));
        // A directory of no node's tree is one for itself.
        static (string Root, string? Directory) PlaceOf(NodePki node) => (node.Root, node.Scan?.Path);
        return nodes.Max(node => _repair.Run(parsed, read with { Root = node.Root }, Plan(node), cancellation));
    }
}
