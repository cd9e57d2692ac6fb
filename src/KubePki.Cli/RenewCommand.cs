using System.CommandLine;
using System.IO.Enumeration;
using KubePki.Layout;
using KubePki.Reading;
using KubePki.Repair;

namespace KubePki.Cli;

/// <summary><c>kubepki renew</c>: makes certificates and the credentials of kubeconfigs anew, from the CAs' keys.</summary>
internal sealed class RenewCommand
{
    private readonly SharedOptions _shared = new();
    private readonly RepairOptionSet _repair;

    private readonly Option<string[]> _role = new("--role")
    {
        Description = "What to renew: roles such as apiserver, etcd-*, admin.conf; wildcards are taken (default: all of the control plane).",
        HelpName = "ROLE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["*"],
    };

    private readonly Option<bool> _force = new("--force") { Description = "Renew also what is good for long." };

    private RenewCommand() => _repair = new RepairOptionSet(_shared);

    public static Command Create()
    {
        var renew = new RenewCommand();
        var command = new Command("renew", "Renews certificates and kubeconfigs of the control plane offline, and keeps all that the old ones said.");
        renew._repair.AddTo(command);
        command.Options.Add(renew._role);
        command.Options.Add(renew._force);
        command.SetAction((parsed, cancellation) => Task.FromResult(renew.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var read = _shared.ReadOptions(parsed);
        var node = new NodeReader(read, cancellation).ReadNode();
        if (node.IsEmpty)
        {
            new Tally(failOn: null).Report(node.Problems, parsed.InvocationConfiguration.Error);
            return ExitCodes.Failed;
        }
        var patterns = parsed.GetValue(_role)!;
        // What is there by itself is of no control plane, or a CA, is named only when it was asked for.
        var roles = node.Certificates.Select(certificate => certificate.Role).OfType<string>().Distinct()
            .Where(role => patterns is not ["*"] || PkiRoles.Find(role)?.Kind is PkiRoleKind.Leaf or PkiRoleKind.Kubeconfig && role is not (PkiRoles.Cni or PkiRoles.KubeconfigClient))
            .Where(role => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, role)));
        return _repair.Run(parsed, read, RepairPlanner.Renew(node, roles.ToList(), _repair.Options(parsed) with { Force = parsed.GetValue(_force) }), cancellation);
    }
}
