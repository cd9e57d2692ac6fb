using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubePki.Tests.Cluster.Client;

/// <summary>A server that writes bytes of its own, which need not be HTTP, to whoever asks.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts one.</summary>
    /// <param name="first">What it writes when it has read a request.</param>
    /// <param name="more">What it writes over and over behind that; empty for nothing.</param>
    /// <param name="pause">How long it waits between.</param>
    public RawServer(string first, string more, TimeSpan pause = default)
    {
        _listener.Start();
        _ = AcceptAsync(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(more), pause);
    }

    /// <summary>A kubeconfig that leads to it, without a credential.</summary>
    public string Kubeconfig(NodeTree files) => files.Write("/raw.conf", $$"""
        current-context: c
        contexts: [{name: c, context: {cluster: s} }]
        clusters: [{name: s, cluster: {server: 'http://127.0.0.1:{{((IPEndPoint)_listener.LocalEndpoint).Port}}'} }]
        """);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(byte[] first, byte[] more, TimeSpan pause)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token), first, more, pause);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client, byte[] first, byte[] more, TimeSpan pause)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[8192], _stop.Token);
                await stream.WriteAsync(first, _stop.Token);
                while (more.Length > 0)
                {
                    await stream.WriteAsync(more, _stop.Token);
                    await Task.Delay(pause, _stop.Token);
                }
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException)
            {
            }
        }
    }
}
