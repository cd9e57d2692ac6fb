using System.CommandLine;
using System.CommandLine.Completions;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Trust;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.X509.Go;

namespace KubePki.Cli;

/// <summary>What options take, by their names: values that the program knows.</summary>
internal static class CompletionValues
{
    private static readonly Dictionary<string, Func<IEnumerable<string>>> Values = new(StringComparer.Ordinal)
    {
        ["--role"] = () => PkiRoles.All.Select(role => role.Name),
        ["--check"] = () => CheckCatalogue.All.Select(check => check.Name),
        ["--exclude-check"] = () => CheckCatalogue.All.Select(check => check.Name),
        ["--expires-within"] = () => ExpiryThreshold.Usual,
        ["--valid-for"] = () => Lifetimes.Usual,
        ["--ca-valid-for"] = () => Lifetimes.Usual,
        ["--go-version"] = () => GoVersion.Known,
        ["--kubernetes-version"] = () => KubernetesReleases.Known,
        ["--policy"] = () => ApprovalPolicy.BuiltIn,
        ["--state"] = Enum.GetNames<KubeCsrState>,
        ["--context"] = () => KubeconfigPaths.Contexts(KubeconfigPaths.OfUser(), DateTimeOffset.UtcNow),
        ["BACKUP"] = () => BackupStore.List("/").Select(backup => backup.Name),
    };

    /// <summary>Gives the options and arguments of a command, and of those below it, their values.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options)
        {
            if (command.Name == ClusterCommand.Name && (option.Name is "--check" or "--exclude-check"))
                option.CompletionSources.Add(_ => TrustCatalogue.All.Select(check => new CompletionItem(check.Name)));
            else if (Values.TryGetValue(option.Name, out var values))
                option.CompletionSources.Add(_ => values().Select(value => new CompletionItem(value)));
        }
        foreach (var argument in command.Arguments)
        {
            if (Values.TryGetValue(argument.Name, out var values))
                argument.CompletionSources.Add(_ => values().Select(value => new CompletionItem(value)));
        }
        foreach (var subcommand in command.Subcommands)
            AddTo(subcommand);
    }
}
