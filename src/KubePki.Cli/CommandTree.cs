using System.CommandLine;

namespace KubePki.Cli;

/// <summary>All commands of the program.</summary>
internal static class CommandTree
{
    public static RootCommand Create() => new("Inspects, diagnoses and repairs the PKI of Kubernetes nodes, offline, from files.")
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
        CsrCommand.Create(),
    };
}
