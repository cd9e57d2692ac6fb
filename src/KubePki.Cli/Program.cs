using System.Runtime.InteropServices;
using KubePki.Cli;

StandardStreams.FillGaps();
ProgramName.Take(Environment.GetCommandLineArgs()[0]);
var error = StandardStreams.OpenError();
// The last handler: what other threads throw.
AppDomain.CurrentDomain.UnhandledException += (_, e) => Environment.Exit(CommandRun.Broke(e.ExceptionObject, error));
// A file that may not grow any more (ulimit -f) is an error of the write, which is taken back. SIGXFSZ, 25 everywhere, would end the
// process.
using var tooLarge = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, context => context.Cancel = true);
// Kept until the very end: a signal that is still on its way must not find the process without it.
var signals = StopSignals.Listen(error);
return await CommandRun.RunAsync(args, StandardStreams.OpenOutput(), error, signals);
