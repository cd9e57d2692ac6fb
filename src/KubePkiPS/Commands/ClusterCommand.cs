using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that ask an API server.</summary>
public abstract class ClusterCommand : StoppableCommand
{
    // What a person should know is said while the answer is waited for: a watch may wait for days.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentQueue<(bool IsWarning, string Text)> _told = new();
    private ClusterClient? _client;

    // The same without its type: a method that names that loads what speaks to clusters, also where nothing did.
    private IDisposable? _opened;

    /// <summary>
    /// The path to the kubeconfig. Several kubeconfigs are merged as kubectl does. The default is the KUBECONFIG variable, then
    /// ~/.kube/config, then the pod's service account.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    /// <summary>The kubeconfig context to use. The default is the current context.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? Context { get; set; }

    /// <summary>A bearer token to use instead of the kubeconfig's credential.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The timeout in seconds for one call, retries and all pages of a list included. The default is 30.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>The cluster that the parameters mean; it is opened when it is asked for first.</summary>
    protected ClusterClient Cluster
    {
        get
        {
            _opened = _client ??= Open();
            return _client;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _opened?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Waits for an answer; where there is none, the command ends with the reason.</summary>
    /// <param name="ask">What is asked.</param>
    protected T Wait<T>(Func<CancellationToken, Task<T>> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            // On a thread of its own: nothing of the host waits for this one.
            var answer = Task.Run(() => ask(Cancellation));
            while (Task.WaitAny([answer], Pause) < 0)
                Tell();
            return answer.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ClusterException e)
        {
            Tell();
            ThrowTerminatingError(Errors.FromCluster(e));
            throw;
        }
        finally
        {
            if (!Cancellation.IsCancellationRequested)
                Tell();
        }
    }

    /// <summary>Goes through answers as they come.</summary>
    /// <param name="items">The answers.</param>
    protected IEnumerable<T> Stream<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var source = items.GetAsyncEnumerator(Cancellation);
        try
        {
            while (Wait(_ => source.MoveNextAsync().AsTask()))
                yield return source.Current;
        }
        finally
        {
            Task.Run(() => source.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        }
    }

    /// <summary>Turns to the cluster of another kubeconfig.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    private protected void Use(string kubeconfig)
    {
        _opened?.Dispose();
        (_client, _opened, Kubeconfig) = (null, null, [kubeconfig]);
    }

    /// <summary>Says something that a person should know, from any thread.</summary>
    /// <param name="text">What.</param>
    protected void Warn(string text) => _told.Enqueue((true, text));

    private ClusterClient Open() => Wait(stop => Task.FromResult(ClusterClient.Open(Options(), stop)));

    private ClusterOptions Options() => ClusterArguments.Options(
        this, Kubeconfig, Context, Token, TimeoutSec, (isWarning, text) => _told.Enqueue((isWarning, text)));

    // Only the thread of the pipeline may write.
    private void Tell()
    {
        while (_told.TryDequeue(out var told))
        {
            if (told.IsWarning)
                WriteWarning(Printable.Text(told.Text));
            else
                WriteVerbose(Printable.Text(told.Text));
        }
    }
}
