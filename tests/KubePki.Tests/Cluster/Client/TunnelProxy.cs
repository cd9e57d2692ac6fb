using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubePki.Tests.Cluster.Client;

/// <summary>A proxy that takes CONNECT and passes on what follows.</summary>
internal sealed class TunnelProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TunnelProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Tunnels { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = TunnelAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var near = client;
        var stream = near.GetStream();
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(octet) > 0)
            head.Append((char)octet[0]);
        var target = IPEndPoint.Parse(head.ToString().Split(' ')[1]);
        Tunnels++;
        using var far = new TcpClient();
        await far.ConnectAsync(target);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await Task.WhenAny(stream.CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(stream));
    }
}
