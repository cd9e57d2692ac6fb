using System.Net.Http;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>
/// The time that one call has, from its first request to the last octet of its answer: asking again, further pages and slow bytes
/// included. What the caller does between two objects does not count.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly Uri _server;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private TimeSpan _left;
    private long _since;

    public Deadline(TimeSpan timeout, TimeProvider clock, Uri server, CancellationToken caller)
    {
        _timeout = timeout;
        _left = timeout;
        _clock = clock;
        _server = server;
        _caller = caller;
        _timer = new CancellationTokenSource(timeout, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
        _since = clock.GetTimestamp();
    }

    /// <summary>Is cancelled when the time is over, and when the caller wants no more.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Is cancelled when the caller wants no more.</summary>
    public CancellationToken Caller => _caller;

    /// <summary>How much time there is yet.</summary>
    public TimeSpan Left => _left - _clock.GetElapsedTime(_since);

    /// <summary>Whether the server has begun to answer, for the words of an error.</summary>
    public bool IsAnswering { get; set; }

    /// <summary>Does a piece of work within the time.</summary>
    /// <exception cref="ClusterException">It took longer.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    /// <exception cref="HttpRequestException">The request failed.</exception>
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(_linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!_caller.IsCancellationRequested)
        {
            throw Over(e);
        }
    }

    /// <summary>Reads a piece of an answer within the time.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="ClusterException">It took longer, or the connection broke, or what comes is no HTTP.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    public async ValueTask<int> ReadAsync(Stream stream, Memory<byte> octets)
    {
        Check();
        try
        {
            return await Run(async stop => await stream.ReadAsync(octets, stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            throw new ClusterException(ClusterProblemId.ServerUnreachable,
                $"{_server}: the response was truncated: {ForeignWords.Of(e)}", e);
        }
    }

    /// <summary>Throws when the time is over, also where nothing was waited for: a server may send faster than is read.</summary>
    /// <exception cref="ClusterException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    public void Check()
    {
        _caller.ThrowIfCancellationRequested();
        if (_timer.IsCancellationRequested)
            throw Over(null);
    }

    /// <summary>Stops the time while the caller has an object.</summary>
    public void Pause()
    {
        _left = Left;
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets the time go on.</summary>
    public void Resume()
    {
        _since = _clock.GetTimestamp();
        _timer.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }

    private ClusterException Over(Exception? e) => new(
        ClusterProblemId.ServerTimeout,
        FormattableString.Invariant($"{_server}: no {(IsAnswering ? "complete " : "")}response within {_timeout.TotalSeconds:0.#} s"),
        e)
    {
        RecommendedAction = "If the server is just slow, increase the timeout: --timeout-sec, -TimeoutSec.",
    };
}
