using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KubePki.Benchmarks;

/// <summary>An API server on loopback, without TLS, that has requests and nothing else, page by page.</summary>
internal sealed class RequestServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<byte[]> _items = [];
    private readonly int _count;

    /// <summary>Starts one.</summary>
    /// <param name="file">The requests, a list in JSON; they come over and over until there are enough.</param>
    /// <param name="count">How many requests it has.</param>
    public RequestServer(string file, int count)
    {
        _count = count;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var item in json.RootElement.GetProperty("items").EnumerateArray())
            _items.Add(JsonSerializer.SerializeToUtf8Bytes(item));
        var port = FreePort();
        _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _listener.Start();
        Kubeconfig = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"kubepki-bench-{port}.conf"));
        File.WriteAllText(Kubeconfig, string.Create(CultureInfo.InvariantCulture, $$"""
            current-context: c
            contexts: [{name: c, context: {cluster: s} }]
            clusters: [{name: s, cluster: {server: 'http://127.0.0.1:{{port}}'} }]
            """));
        new Thread(Serve) { IsBackground = true }.Start();
    }

    /// <summary>A kubeconfig that leads to it.</summary>
    public string Kubeconfig { get; }

    public void Dispose()
    {
        _listener.Close();
        File.Delete(Kubeconfig);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private void Serve()
    {
        try
        {
            while (true)
                Answer(_listener.GetContext());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var query = context.Request.QueryString;
        var from = Number(query["continue"], 0);
        var to = Math.Min(_count, from + Number(query["limit"], _count));
        var next = to < _count ? string.Create(CultureInfo.InvariantCulture, $"\"continue\":\"{to}\",") : "";
        context.Response.ContentType = "application/json";
        using var output = new BufferedStream(context.Response.OutputStream, 64 * 1024);
        output.Write(Encoding.ASCII.GetBytes(
            """{"kind":"CertificateSigningRequestList","apiVersion":"certificates.k8s.io/"""
                + $$"""v1","metadata":{{{next}}"resourceVersion":"7"},"items":["""));
        for (var i = from; i < to; i++)
        {
            if (i > from)
                output.WriteByte((byte)',');
            output.Write(_items[i % _items.Count]);
        }
        output.Write("]}"u8);
    }

    private static int Number(string? text, int otherwise) => text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);
}
