using System.CommandLine;
using KubePki.Cli;
using KubePki.Cluster;
using KubePki.Model;

var root = new RootCommand("Inspects, diagnoses and repairs Kubernetes PKI, offline and on files.")
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

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"kubepki: {error.Message}");
    Console.Error.WriteLine("Run it with --help to see what it takes.");
    return ExitCodes.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return ExitCodes.Failed;
}
catch (PkiProblemException e)
{
    new Tally(failOn: null).Report([e.Problem], Console.Error);
    return ExitCodes.Failed;
}
catch (ClusterException e)
{
    Console.Error.WriteLine($"kubepki: {e.Message}");
    if (e.RecommendedAction is { } action)
        Console.Error.WriteLine($"  {action}");
    return ExitCodes.Failed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    // The reader of a pipe has gone, or a disk is full.
    Console.Error.WriteLine($"kubepki: {e.Message}");
    return ExitCodes.Failed;
}
finally
{
    PassphraseOption.Wipe();
}
