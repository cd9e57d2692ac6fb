using System.CommandLine;
using System.CommandLine.Help;

namespace KubePki.Cli;

/// <summary>All commands of the program.</summary>
internal static class CommandTree
{
    /// <summary>How command lines are read: <c>@name</c> is the name of a file, and not a file with more of the command line.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    // In the order in which they are shown.
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("get", () => GetCommand.Create()),
        ("kubeconfigs", () => KubeconfigsCommand.Create()),
        ("test", () => TestCommand.Create()),
        ("checks", () => ChecksCommand.Create()),
        ("kubelet", () => KubeletCommand.Create()),
        ("verify", () => VerifyCommand.Create()),
        ("spec", () => SpecCommand.Create()),
        ("logs", () => LogsCommand.Create()),
        ("probe", () => ProbeCommand.Create()),
        ("repair", () => RepairCommand.Create()),
        ("renew", () => RenewCommand.Create()),
        ("new", () => NewCommand.Create()),
        ("request", () => RequestCommand.Create()),
        ("import", () => ImportCommand.Create()),
        ("backups", () => BackupsCommand.Create()),
        ("restore", () => RestoreCommand.Create()),
        ("compare", () => CompareCommand.Create()),
        ("collect", () => CollectCommand.Create()),
        ("fleet", () => FleetCommand.Create()),
        ("forecast", () => ForecastCommand.Create()),
        ("metrics", () => MetricsCommand.Create()),
        ("calendar", () => CalendarCommand.Create()),
        ("report", () => ReportCommand.Create()),
        ("topology", () => TopologyCommand.Create()),
        ("cluster", () => ClusterCommand.Create()),
        ("csr", () => CsrCommand.Create()),
    ];

    /// <summary>
    /// Makes them. Where the first word names one, only that is made: to make them all takes as long as to read half a node.
    /// </summary>
    /// <param name="args">The command line; none for all commands.</param>
    public static RootCommand Create(params ReadOnlySpan<string> args)
    {
        var root = new RootCommand("Inspects, diagnoses and repairs the PKI of Kubernetes nodes, offline, from files.");
        var first = args.IsEmpty ? null : args[0];
        var named = Array.FindAll(Commands, command => command.Name == first);
        foreach (var (_, create) in named.Length > 0 ? named : Commands)
            root.Subcommands.Add(create());
        if (named.Length == 0)
        {
            root.Subcommands.Add(CompletionCommand.Create());
            root.Subcommands.Add(HelpCommand.Create(root));
            root.Subcommands.Add(ManCommand.Create(root));
        }
        Terminal.AddTo(root);
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage { IsAsked = true };
        // Called with nothing it shows what it can do.
        root.Action = new HelpPage();
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            Complaints.RefuseOptionsAsValues(command);
        CompletionValues.AddTo(root);
        return root;
    }
}
