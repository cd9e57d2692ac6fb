using System.Diagnostics;
using System.Runtime.InteropServices;
using KubePki.Node.Files;

namespace KubePki.Changes.Transactions;

/// <summary>
/// Keeps a signal from ending the process while files are being changed. A signal cancels: what can still be stopped is taken back, what
/// cannot goes to its end; then the signal has its usual effect. Ctrl+C is left to whoever has the terminal, once the change is over.
/// </summary>
public sealed class ChangeGuard : IDisposable
{
    private static readonly object Gate = new();
    private static int _held;
    private static long? _ended;
    private static bool _isClosed;

    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    private ChangeGuard(CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations = Array.ConvertAll((PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, PosixSignal.SIGINT],
            signal => PosixSignalRegistration.Create(signal, Hold));
    }

    /// <summary>Is cancelled by the caller's token, and by a signal.</summary>
    internal CancellationToken Cancellation => _stop.Token;

    /// <summary>Begins a change.</summary>
    /// <param name="cancellation">The caller's token.</param>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    internal static ChangeGuard Enter(CancellationToken cancellation)
    {
        lock (Gate)
        {
            if (_isClosed)
                throw new OperationCanceledException(cancellation);
            _held++;
        }
        try
        {
            return new ChangeGuard(cancellation);
        }
        catch
        {
            lock (Gate)
                _held--;
            throw;
        }
    }

    /// <summary>Lets no more changes begin, for the process is about to end.</summary>
    /// <param name="telling">How long whoever has made a change has to tell what became of it.</param>
    /// <returns>False while one is going on, or may not have been told yet.</returns>
    public static bool TryClose(TimeSpan telling)
    {
        lock (Gate)
            return _isClosed |= _held == 0 && (_ended is not { } ended || Stopwatch.GetElapsedTime(ended) >= telling);
    }

    /// <summary>Ends the change; a signal that came meanwhile is given its effect.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        lock (Gate)
            (_held, _ended) = (_held - 1, Stopwatch.GetTimestamp());
        _stop.Dispose();
        if (_signal != 0)
            SelfSignal.Send(_signal);
    }

    private void Hold(PosixSignalContext context)
    {
        context.Cancel = true;
        // Whoever has the terminal has heard of it, too.
        if (context.Signal != PosixSignal.SIGINT)
            Interlocked.CompareExchange(ref _signal, StopSignal.NumberOf(context.Signal), 0);
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The change has just come to its end.
        }
    }
}
