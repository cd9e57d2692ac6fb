using System.Runtime.InteropServices;
using KubePki.Changes.Transactions;

namespace KubePki.Cli;

/// <summary>
/// SIGTERM, SIGINT, SIGHUP and SIGQUIT stop what is being done, and end the process soon where it only waits: for a terminal, for a pipe,
/// for a key. A change that has begun is taken back or goes to its end first.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long work has to notice that it is stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a run that has changed something has to tell it.</summary>
    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private PosixSignal? _received;

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Signals that reach this process.</summary>
    /// <param name="error">Where it is told when the process ends in the middle of waiting.</param>
    public static StopSignals Listen(TextWriter error)
    {
        var signals = new StopSignals();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context => signals.Receive(context, error)));
        return signals;
    }

    /// <summary>Says that the run was stopped, and by what.</summary>
    /// <returns>The exit code: 128 and the signal's number, as a shell has it; without a signal, that it failed.</returns>
    public int Tell(TextWriter error)
    {
        // What a signal interrupts may end before its handler has run.
        if (_received is null)
            _stop.Token.WaitHandle.WaitOne(Patience);
        if (_received is not { } signal)
        {
            error.WriteLine($"{ProgramName.Text}: stopped. Changes not reported as done were not made.");
            return ExitCodes.Failed;
        }
        error.WriteLine($"{ProgramName.Text}: stopped by {signal}. Changes not reported as done were not made.");
        return ExitCodes.Signal + StopSignal.NumberOf(signal);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Receive(PosixSignalContext context, TextWriter error)
    {
        context.Cancel = true;
        if (_received is not null)
            return;
        _received = context.Signal;
        _stop.Cancel();
        new Thread(() => EndWhenNothingChanges(error)) { IsBackground = true }.Start();
    }

    // The run ends itself when it notices; a read that nothing ends does not.
    private void EndWhenNothingChanges(TextWriter error)
    {
        do
            Thread.Sleep(Patience);
        while (!ChangeGuard.TryClose(Telling));
        Environment.Exit(Tell(error));
    }
}
