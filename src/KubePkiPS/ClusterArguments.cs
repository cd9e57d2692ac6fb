using System.Management.Automation;
using System.Security;
using KubePki.Cluster.Client;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePkiPS;

/// <summary>Which cluster the parameters of a command mean.</summary>
internal static class ClusterArguments
{
    /// <summary>The options to open it with.</summary>
    /// <param name="command">The command, whose location relative paths are of.</param>
    /// <param name="kubeconfig">The kubeconfigs; null for the user's own.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="token">A token in place of the kubeconfig's credential; null to use that.</param>
    /// <param name="seconds">How long one call may take.</param>
    /// <param name="tell">Is told what a person should know: whether it is a warning, and the text. It is called from any thread.</param>
    public static ClusterOptions Options(
        PSCmdlet command, string[]? kubeconfig, string? context, SecureString? token, int seconds, Action<bool, string> tell)
    {
        var here = command.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        return new ClusterOptions
        {
            Kubeconfigs = kubeconfig is null
                ? [.. KubeconfigPaths.OfUser().Select(path => Path.GetFullPath(path, here))]
                : [.. kubeconfig.Select(command.GetUnresolvedProviderPathFromPSPath)],
            MustExist = kubeconfig is not null,
            Context = context,
            Token = token,
            ServiceAccount = kubeconfig is null
                ? new ServiceAccount(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
                    Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"))
                : null,
            Timeout = TimeSpan.FromSeconds(seconds),
            Clock = TimeProvider.System,
            UserAgent = "KubePkiPS",
            Warn = text => tell(true, text),
            Trace = text => tell(false, text),
        };
    }
}
