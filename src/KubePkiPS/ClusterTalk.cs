using System.Collections.Concurrent;
using System.Management.Automation;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>A command's talk with a cluster: it waits for answers, and says meanwhile what a person should know.</summary>
/// <param name="command">The command.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class ClusterTalk(PSCmdlet command, CancellationToken cancellation)
{
    // What a person should know is said while the answer is waited for: a watch may wait for days.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentQueue<(bool IsWarning, string Text)> _told = new();

    /// <summary>Keeps what a person should know until the thread of the pipeline says it. It may be called from any thread.</summary>
    /// <param name="isWarning">Whether it is a warning; else it is for the curious.</param>
    /// <param name="text">What.</param>
    public void Keep(bool isWarning, string text) => _told.Enqueue((isWarning, text));

    /// <summary>Waits for an answer; where there is none, the command ends with the reason.</summary>
    /// <param name="ask">What is asked.</param>
    public T Wait<T>(Func<CancellationToken, Task<T>> ask) => Wait(ask, mayFail: false);

    /// <summary>Waits for an answer; where there is none, the command writes the reason as an error, and goes on.</summary>
    /// <param name="ask">What is asked.</param>
    /// <returns>The answer; the default where there is none.</returns>
    public T? WaitOrFail<T>(Func<CancellationToken, Task<T>> ask) => Wait(ask, mayFail: true);

    private T Wait<T>(Func<CancellationToken, Task<T>> ask, bool mayFail)
    {
        try
        {
            // On a thread of its own: nothing of the host waits for this one.
            var answer = Task.Run(() => ask(cancellation));
            while (Task.WaitAny([answer], Pause) < 0)
                Tell();
            return answer.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ClusterException e)
        {
            Tell();
            if (!mayFail)
                command.ThrowTerminatingError(Errors.FromCluster(e));
            command.WriteError(Errors.FromCluster(e));
            return default!;
        }
        finally
        {
            if (!cancellation.IsCancellationRequested)
                Tell();
        }
    }

    // Only the thread of the pipeline may write.
    private void Tell()
    {
        while (_told.TryDequeue(out var told))
        {
            if (told.IsWarning)
                command.WriteWarning(Printable.Text(told.Text));
            else
                command.WriteVerbose(Printable.Text(told.Text));
        }
    }
}
