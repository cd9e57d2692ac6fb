using KubePki.Cli;

var error = new ErrorStream(Console.Error);
// The last handler: what other threads throw.
AppDomain.CurrentDomain.UnhandledException += (_, e) => Environment.Exit(CommandRun.Broke(e.ExceptionObject, error));
// Kept until the very end: a signal that is still on its way must not find the process without it.
var signals = StopSignals.Listen(error);
return await CommandRun.RunAsync(args, Console.Out, error, signals);
