using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Guidance;

/// <summary>The commands of distributions that renew their certificates themselves.</summary>
internal static class RunnerGuidance
{
    /// <summary>How a distribution renews a file.</summary>
    /// <param name="runner">The distribution.</param>
    /// <param name="role">The file's role; null when it has none.</param>
    /// <param name="nodePath">The file.</param>
    /// <param name="isAgent">Whether the node is a worker.</param>
    public static Advice Renew(Distribution runner, string? role, string nodePath, bool isAgent)
    {
        if (role == PkiRoles.SupervisorServer)
            return RenewListener(runner, nodePath);
        if (runner.WorkerToken is not null && role is PkiRoles.KubeletConf)
            return Join(runner, nodePath, isAgent);
        if (ServiceOf(runner, isAgent) is { } service)
        {
            var first = isAgent ? Advice.Of($"; servers first, which issue them") : null;
            return Advice.Of($"systemctl restart {service}  # it renews expired and expiring certificates on start{first}");
        }
        if (CommandOf(runner, nodePath) is { } command)
            return Advice.Of($"{command}{(runner.WayOut is { } way ? Advice.Of($"; {Advice.Written(way)}") : null)}");
        return Advice.Written(runner.Elsewhere ?? "");
    }

    /// <summary>How a distribution makes a file that is missing, or was moved away.</summary>
    /// <param name="runner">The distribution.</param>
    /// <param name="role">The file's role.</param>
    /// <param name="nodePath">The file.</param>
    /// <param name="away">The command that moves away what is there.</param>
    /// <param name="isAgent">Whether the node is a worker.</param>
    public static Advice Create(Distribution runner, string role, string nodePath, Advice away, bool isAgent)
    {
        if (role == PkiRoles.SupervisorServer)
            return RenewListener(runner, nodePath);
        if (runner.WorkerToken is not null && role is PkiRoles.KubeletConf)
            return Join(runner, nodePath, isAgent);
        if (ServiceOf(runner, isAgent) is { } service)
            return Advice.Of($"{away}systemctl restart {service}  # it creates missing files");
        return CommandOf(runner, nodePath) is { } command ? Advice.Of($"{away}{command}") : Renew(runner, role, nodePath, isAgent);
    }

    /// <summary>How a distribution renews a CA; null where the CA's files on the node are what counts.</summary>
    /// <param name="runner">The distribution.</param>
    /// <param name="nodePath">The CA's file.</param>
    public static Advice? Authority(Distribution runner, string nodePath) =>
        LayoutMatch.FindPair(nodePath)?.RenewCommand is { } own ? Advice.Of($"{Advice.Written(own)}  # {Advice.Written(runner.RenewNote)}")
        : (runner.AuthorityRenewal ?? runner.Elsewhere) is { } way ? Advice.Written(way) : null;

    /// <summary>How the API server's certificate gets names that it does not have; null where that is not known.</summary>
    /// <param name="runner">The distribution.</param>
    /// <param name="names">The names.</param>
    public static Advice? AddNames(Distribution runner, params string[] names)
    {
        if (runner.MoreNames is not { } way)
            return null;
        var first = names.Length > 0 ? Advice.Of($"For {Advice.List(", ", names)}: ") : null;
        return Advice.Of($"{first}{Advice.Written(way)}");
    }

    // What kubelet got with a token it renews itself; once that has ended, only a new token helps. A controller makes its own.
    private static Advice Join(Distribution runner, string nodePath, bool isAgent)
    {
        var again = Advice.Of($"{NodeGuidance.MoveAside(nodePath)} && systemctl restart {ServiceOf(runner, isAgent)}");
        return !isAgent ? again : Advice.Of($"On a controller: {Advice.Written(runner.WorkerToken!)}; here: write the token to the "
            + $"file that --token-file of {runner.AgentService} names, {again}");
    }

    // The Secret is what the listener reads first: an old one would come back (rancher/dynamiclistener).
    private static Advice RenewListener(Distribution runner, string nodePath) =>
        Advice.Of($"Delete the Secret {runner.Name + "-serving"} of the namespace kube-system with kubectl "
            + $"(with --insecure-skip-tls-verify while the certificate is expired), then {NodeGuidance.MoveAside(nodePath)} && "
            + $"systemctl restart {runner.Service}  # it makes a new one");

    private static string? ServiceOf(Distribution runner, bool isAgent) => isAgent ? runner.AgentService ?? runner.Service : runner.Service;

    private static Advice? CommandOf(Distribution runner, string nodePath) => LayoutMatch.FindPair(nodePath)?.RenewCommand is { } command
        ? Advice.Of($"{Advice.Written(command)}  # it renews this certificate")
        : runner.RenewCommand is { } all ? Advice.Of($"{Advice.Written(all)}  # {Advice.Written(runner.RenewNote)}") : null;
}
