using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace KubePki.Cluster.Client;

/// <summary>Connections to one server with one client certificate.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private readonly ClientIdentity? _identity;
    private readonly HttpClient _client;

    public ClusterConnection(ClusterAccess access, ServerCheck check, ClientIdentity? identity, TimeSpan connectTimeout)
    {
        _identity = identity;
        // No redirects: a credential goes where it was meant to go.
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = connectTimeout,
            // Names may lead elsewhere in time, and certificates of servers change.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            // As Go does, this machine itself is not asked through the proxy of the environment.
            UseProxy = access.Proxy is not null || !access.Server.IsLoopback,
            Proxy = access.Proxy is { } proxy ? ProxyOf(proxy) : null,
            PlaintextStreamFilter = access.User.As is { HasRepeatedHeaders: true }
                ? (context, _) => ValueTask.FromResult(Repeating(context))
                : null,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = check.Validate,
                CertificateChainPolicy = ServerCheck.IdlePolicy(),
                ClientCertificateContext = identity?.Context,
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose()
    {
        _client.Dispose();
        _identity?.Dispose();
    }

    // What follows a proxy's CONNECT is TLS and no lines of HTTP; inside of it there is a stream of its own.
    private static Stream Repeating(SocketsHttpPlaintextStreamFilterContext context) =>
        context.InitialRequestMessage.Method == HttpMethod.Connect ? context.PlaintextStream : new RepeatedHeaders(context.PlaintextStream);

    private static WebProxy ProxyOf(Uri address)
    {
        var proxy = new WebProxy(address);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } name, .. var rest])
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""));
        return proxy;
    }
}
