using System.Net.Http;

namespace KubePki.Cluster;

/// <summary>The time that a server has for its next word. Each word starts it anew.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly Uri _server;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    public Deadline(TimeSpan timeout, TimeProvider clock, Uri server, CancellationToken caller)
    {
        _timeout = timeout;
        _server = server;
        _caller = caller;
        _timer = new CancellationTokenSource(timeout, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    /// <summary>Does a piece of work within the time.</summary>
    /// <exception cref="ClusterException">It took longer, or the connection broke.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    /// <exception cref="HttpRequestException">The request failed.</exception>
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> work)
    {
        _timer.CancelAfter(_timeout);
        try
        {
            return await work(_linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!_caller.IsCancellationRequested)
        {
            throw new ClusterException(ClusterProblemId.ServerTimeout, FormattableString.Invariant($"{_server}: no answer within {_timeout.TotalSeconds:0.#} s"), e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ClusterException(ClusterProblemId.ServerUnreachable, $"{_server}: the answer was cut off: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
