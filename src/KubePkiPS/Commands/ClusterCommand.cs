using System.Management.Automation;
using System.Security;
using KubePki.Cluster.Client;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that ask an API server.</summary>
public abstract class ClusterCommand : StoppableCommand
{
    private readonly ClusterTalk _talk;
    private ClusterClient? _client;

    // The same without its type: a method that names that loads what speaks to clusters, also where nothing did.
    private IDisposable? _opened;

    /// <summary>Makes the command.</summary>
    protected ClusterCommand() => _talk = new ClusterTalk(this, Cancellation);

    /// <summary>
    /// The path to the kubeconfig. Several kubeconfigs are merged as kubectl does. The default is the KUBECONFIG variable, then
    /// ~/.kube/config, then the pod's service account.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string[]? Kubeconfig { get; set; }

    /// <summary>The kubeconfig context to use. The default is the current context.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public virtual string? Context { get; set; }

    /// <summary>A bearer token to use instead of the kubeconfig's credential.</summary>
    [Parameter]
    [ValidateNotNull]
    public virtual SecureString? Token { get; set; }

    /// <summary>The timeout in seconds for one call, retries and all pages of a list included. The default is 30.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public virtual int TimeoutSec { get; set; } = 30;

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
        return _talk.Wait(ask);
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
    protected void Warn(string text) => _talk.Keep(true, text);

    private ClusterClient Open() => Wait(stop => Task.FromResult(ClusterClient.Open(Options(), stop)));

    private ClusterOptions Options() => ClusterArguments.Options(
        this, Kubeconfig, Context, Token, TimeoutSec, _talk.Keep);
}
