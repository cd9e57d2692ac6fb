using System.CommandLine;
using System.CommandLine.Completions;
using KubePki.Changes.Transactions;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.X509.Go;

namespace KubePki.Cli;

/// <summary>What options take, by their names: values that the program knows.</summary>
internal static class CompletionValues
{
    private static readonly string[] Spans = ["7d", "30d", "90d", "20%"];

    private static readonly string[] Lifetimes = ["90d", "365d", "1y", "10y"];

    private static readonly Dictionary<string, Func<IEnumerable<string>>> Values = new(StringComparer.Ordinal)
    {
        ["--role"] = () => PkiRoles.All.Select(role => role.Name),
        ["--check"] = () => CheckCatalogue.All.Select(check => check.Name),
        ["--exclude-check"] = () => CheckCatalogue.All.Select(check => check.Name),
        ["--expires-within"] = () => Spans,
        ["--valid-for"] = () => Lifetimes,
        ["--ca-valid-for"] = () => Lifetimes,
        ["--go-version"] = () => Enumerable.Range(GoVersion.Oldest.Minor, GoVersion.Newest.Minor - GoVersion.Oldest.Minor + 1)
            .Select(minor => $"1.{minor}"),
        ["--kubernetes-version"] = () => Enumerable.Range(19, 18).Reverse().Select(minor => $"1.{minor}"),
        ["--policy"] = () => ApprovalPolicy.BuiltIn,
        ["--state"] = Enum.GetNames<KubeCsrState>,
        ["--context"] = Contexts,
        ["BACKUP"] = () => BackupStore.List("/").Select(backup => backup.Name),
    };

    /// <summary>Gives the options and arguments of a command, and of those below it, their values.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options)
        {
            if (Values.TryGetValue(option.Name, out var values))
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

    // The user's own kubeconfigs are a list of files; what cannot be read completes nothing.
    private static IEnumerable<string> Contexts() => KubeconfigPaths.OfUser()
        .SelectMany(path => new NodeReader(new ReadOptions { AsOf = DateTimeOffset.UtcNow }).ReadPath(path))
        .SelectMany(snapshot => snapshot.Kubeconfigs).SelectMany(kubeconfig => kubeconfig.Contexts)
        .Select(context => context.Name).Distinct();
}
