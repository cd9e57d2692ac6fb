using System.CommandLine;
using System.CommandLine.Help;

namespace KubePki.Cli;

/// <summary>All commands of the program.</summary>
internal static class CommandTree
{
    /// <summary>How command lines are read: <c>@name</c> is the name of a file, and not a file with more of the command line.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Makes them.</summary>
    public static RootCommand Create()
    {
        var root = CreateRoot();
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(HelpCommand.Create(root));
        root.Subcommands.Add(ManCommand.Create(root));
        Terminal.AddTo(root);
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage { IsAsked = true };
        // Called with nothing it shows what it can do.
        root.Action = new HelpPage();
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            Complaints.RefuseOptionsAsValues(command);
        CompletionValues.AddTo(root);
        return root;
    }

    private static RootCommand CreateRoot() => new("Inspects, diagnoses and repairs the PKI of Kubernetes nodes, offline, from files.")
    {
        GetCommand.Create(),
        KubeconfigsCommand.Create(),
        TestCommand.Create(),
        ChecksCommand.Create(),
        KubeletCommand.Create(),
        VerifyCommand.Create(),
        SpecCommand.Create(),
        LogsCommand.Create(),
        ProbeCommand.Create(),
        RepairCommand.Create(),
        RenewCommand.Create(),
        NewCommand.Create(),
        RequestCommand.Create(),
        ImportCommand.Create(),
        BackupsCommand.Create(),
        RestoreCommand.Create(),
        CompareCommand.Create(),
        CollectCommand.Create(),
        FleetCommand.Create(),
        ForecastCommand.Create(),
        MetricsCommand.Create(),
        CalendarCommand.Create(),
        ReportCommand.Create(),
        TopologyCommand.Create(),
        ClusterCommand.Create(),
        CsrCommand.Create(),
    };
}
