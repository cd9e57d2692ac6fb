using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubePki.Tests.Cluster.Client;

/// <summary>An API server on loopback that does what a test wants.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly IHost _host;

    private StubServer(IHost host, Uri address)
    {
        _host = host;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The names that clients greeted it by.</summary>
    public required List<string> Greetings { get; init; }

    /// <summary>Starts one. Without a certificate it speaks plain HTTP.</summary>
    public static async Task<StubServer> StartAsync(RequestDelegate answer,
        X509Certificate2? certificate, X509Certificate2Collection? chain = null, bool wantsClient = false,
        X509Certificate2? clientAuthority = null, SslProtocols protocols = SslProtocols.None)
    {
        var greetings = new List<string>();
        var host = new HostBuilder().ConfigureLogging(logging => logging.ClearProviders()).ConfigureWebHost(web => web
            .UseKestrel(kestrel =>
            {
                kestrel.Limits.MinResponseDataRate = null;
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    if (certificate is null)
                        return;
                    // The names of the CAs that it takes are sent to the client.
                    var trust = clientAuthority is null
                        ? null
                        : SslCertificateTrust.CreateForX509Collection([clientAuthority], sendTrustInHandshake: true);
                    var context = SslStreamCertificateContext.Create(certificate, chain, offline: true, trust);
                    listen.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        OnConnection = hello =>
                        {
                            lock (greetings)
                                greetings.Add(hello.ClientHelloInfo.ServerName);
                            return ValueTask.FromResult(new SslServerAuthenticationOptions
                            {
                                ServerCertificateContext = context,
                                EnabledSslProtocols = protocols,
                                ClientCertificateRequired = wantsClient,
                                RemoteCertificateValidationCallback = (_, client, _, _) => !wantsClient
                                    || (client is not null && (clientAuthority is null || client.Issuer == clientAuthority.Subject)),
                            });
                        },
                    });
                });
            })
            .Configure(app => app.Run(answer))).Build();
        await host.StartAsync();
        var port = new Uri(host.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return new StubServer(host, new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}")) { Greetings = greetings };
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _host.StopAsync(soon.Token);
        _host.Dispose();
    }
}
