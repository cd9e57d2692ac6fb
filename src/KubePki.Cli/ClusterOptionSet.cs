using System.CommandLine;
using KubePki.Cluster.Client;
using KubePki.Model;
using KubePki.Node.Reading.Kubeconfigs;

namespace KubePki.Cli;

/// <summary>The options of commands that ask an API server.</summary>
internal sealed class ClusterOptionSet
{
    private readonly Option<string> _kubeconfig = new("--kubeconfig")
    {
        Description = "Path to the kubeconfig (default: KUBECONFIG, then ~/.kube/config, then the pod's service account).",
        HelpName = "FILE",
    };

    private readonly Option<string> _context = new("--context")
    {
        Description = "Kubeconfig context to use (default: the current context).",
        HelpName = "NAME",
    };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "File with a bearer token to use instead of the kubeconfig's credential. It is read again for each request.",
        HelpName = "FILE",
    };

    private readonly Option<int> _timeout = new("--timeout-sec")
    {
        Description = "Timeout in seconds for one call, retries and all pages of a list included.",
        HelpName = "N",
        DefaultValueFactory = _ => 30,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_kubeconfig);
        command.Options.Add(_context);
        command.Options.Add(_tokenFile);
        command.Options.Add(_timeout);
        SharedOptions.Range(_timeout, 1, 3600);
    }

    /// <summary>Whether the command line names a cluster.</summary>
    public bool IsNamed(ParseResult parsed) =>
        ((Option<string>[])[_kubeconfig, _context, _tokenFile]).Any(option => parsed.GetValue(option) is not null);

    /// <summary>The cluster that the command line means.</summary>
    /// <exception cref="ClusterException">Kubeconfigs or credentials cannot be used.</exception>
    public ClusterClient Open(ParseResult parsed, CancellationToken cancellation)
    {
        var named = parsed.GetValue(_kubeconfig);
        return ClusterClient.Open(
            new ClusterOptions
            {
                Kubeconfigs = named is not null ? KubeconfigPaths.Split(named)
                    : KubeconfigPaths.OfUser(),
                MustExist = named is not null,
                Context = parsed.GetValue(_context),
                TokenFile = parsed.GetValue(_tokenFile),
                ServiceAccount = named is not null ? null
                    : new ServiceAccount(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
                        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT")),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
                Clock = TimeProvider.System,
                UserAgent = $"kubepki/{ToolVersion.Text}",
                Warn = text => parsed.InvocationConfiguration.Error.WriteLine($"{ProgramName.Text}: {Printable.Text(text)}"),
            },
            cancellation);
    }
}
