using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Cluster.Client;
using KubePki.Cluster.Probing;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Tests.Cluster.Client;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Probing;

/// <summary>What is told of endpoints that are right, wrong, or none.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "TLS 1.2")]
    [InlineData(SslProtocols.Tls13, "TLS 1.3")]
    public async Task A_right_endpoint_is_told_with_all_that_it_says(SslProtocols protocol, string expected)
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        var between = new[] { "one", "two" }.Aggregate(new List<X509Certificate2> { authority }, (chain, name) =>
            [.. chain,
                new TestCertificate($"CN={name}") { IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign }.SignedBy(chain[^1])]);
        await using var server = await StubServer.StartAsync(Answer(200),
            StubCluster.Certificate(between[2]), [.. between], protocols: protocol);
        var verdict = await Probe(server, Trust(files, authority));
        Assert.Equal((EndpointState.Ok, expected, true), (verdict.State, verdict.Protocol, verdict.Ok));
        Assert.Equal(["CN=kube-apiserver", "CN=two", "CN=one"], verdict.Chain.Select(certificate => certificate.Subject));
        Assert.Equal((CertificateSource.Served, verdict.Endpoint), (verdict.Certificate!.Source, verdict.Certificate.Path));
        Assert.Contains($"CN=kubernetes ({files.Path("/ca.crt")})", verdict.Verdict!.Chain);
        Assert.Equal((false, false, null), (verdict.AsksForCertificate, verdict.RequiresCertificate, verdict.AcceptsCertificate));
        Assert.True(verdict.HandshakeTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task Each_fault_is_told_on_its_own()
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        var served = new TestCertificate("CN=kube-apiserver")
        {
            Usages = ["serverAuth"],
            Names = ["10.0.0.1"],
            End = TestPki.AsOf.AddDays(-1),
        }.SignedBy(TestPki.Authority("kubernetes"));
        await using var server = await StubServer.StartAsync(Answer(200), served);
        var verdict = await Probe(server, Trust(files, authority));
        Assert.Equal(EndpointState.Expired, verdict.State);
        Assert.StartsWith("x509: certificate has expired or is not yet valid", verdict.GoError, StringComparison.Ordinal);
        Assert.Equal(["EndpointExpired", "EndpointWrongName", "EndpointWrongAuthority"], verdict.Findings.Select(finding => finding.Check));
        Assert.Contains("Go: x509: certificate is valid for 10.0.0.1, not 127.0.0.1", verdict.Findings[1].Proof);
        Assert.Contains(verdict.Findings[2].Proof,
            fact => fact.Contains("signed by unknown authority (possibly because of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kubernetes", EndpointState.Ok)]
    [InlineData("other.example.com", EndpointState.WrongName)]
    public async Task The_name_may_be_given(string name, string expected)
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(authority));
        var verdict = await Probe(server, Trust(files, authority) with { ServerName = name });
        Assert.Equal((expected, name), (verdict.State, verdict.ServerName));
        Assert.Equal([name], server.Greetings);
    }

    [Fact]
    public async Task One_of_the_future_is_early()
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(authority));
        var verdict = await Probe(server, Trust(files, authority) with { AsOf = TestPki.Start.AddDays(-1) });
        Assert.Equal(EndpointState.NotYetValid, verdict.State);
        Assert.Equal("EndpointNotYetValid", verdict.Findings[0].Check);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Who_wants_a_client_certificate_says_from_whom_and_takes_it_or_not(SslProtocols protocol)
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("etcd-ca");
        TestPki.Put(files, "/right", TestPki.Leaf(authority, "CN=client"));
        TestPki.Put(files, "/wrong", TestPki.Leaf(TestPki.Authority("other"), "CN=client"));
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(authority),
            wantsClient: true, clientAuthority: authority, protocols: protocol);
        var options = Trust(files, authority);

        var without = await Probe(server, options);
        Assert.Equal((true, true, null), (without.AsksForCertificate, without.RequiresCertificate, without.AcceptsCertificate));
        Assert.Equal(["CN=etcd-ca"], without.ClientAuthorities);
        Assert.Equal((EndpointState.Ok, "CN=kube-apiserver"), (without.State, without.Certificate?.Subject));

        var right = await Probe(server, options with { CertificateFile = files.Path("/right.crt"), KeyFile = files.Path("/right.key") });
        Assert.Equal((true, null), (right.AcceptsCertificate, right.ClientError));
        Assert.Equal(protocol == SslProtocols.Tls12 ? "TLS 1.2" : "TLS 1.3", right.Protocol);
        var wrong = await Probe(server, options with { CertificateFile = files.Path("/wrong.crt"), KeyFile = files.Path("/wrong.key") });
        Assert.False(wrong.AcceptsCertificate);
        Assert.Equal("Present a client certificate signed by one of the CAs that it accepts: CN=etcd-ca.",
            Assert.Single(wrong.Findings, finding => finding.Check == "EndpointRefusesClient").Remedy);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(403, true)]
    [InlineData(401, false)]
    public async Task An_api_server_refuses_a_client_by_its_answer(int status, bool expected)
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(files, "/client", TestPki.Leaf(authority, "CN=client"));
        await using var server = await StubServer.StartAsync(Answer(status), StubCluster.Certificate(authority));
        var verdict = await Probe(server,
            Trust(files, authority) with { CertificateFile = files.Path("/client.crt"), KeyFile = files.Path("/client.key") });
        Assert.Equal(expected, verdict.AcceptsCertificate);
    }

    [Fact]
    public async Task A_key_that_does_not_fit_is_an_error_of_the_caller()
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        TestPki.Put(files, "/a", TestPki.Leaf(authority, "CN=a"));
        TestPki.Put(files, "/b", TestPki.Leaf(authority, "CN=b"));
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(authority));
        var failure = await Assert.ThrowsAsync<ClusterException>(() =>
            Probe(server, Trust(files, authority) with { CertificateFile = files.Path("/a.crt"), KeyFile = files.Path("/b.key") }));
        Assert.Equal("tls: private key does not match public key", failure.GoError);
    }

    [Fact]
    public async Task Plain_HTTP_is_told()
    {
        await using var server = await StubServer.StartAsync(Answer(200), null);
        var verdict = await Probe(server, new ProbeOptions { AsOf = TestPki.AsOf });
        Assert.Equal((EndpointState.NotTls, "EndpointNotTls"), (verdict.State, Assert.Single(verdict.Findings).Check));
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_unreachable()
    {
        var verdict = await Probe(new ProbeTarget("127.0.0.1", 1), new ProbeOptions { AsOf = TestPki.AsOf });
        Assert.Equal((EndpointState.Unreachable, "connection refused"), (verdict.State, verdict.Failure));
        Assert.Equal("EndpointUnreachable", Assert.Single(verdict.Findings).Check);
    }

    [Theory]
    [InlineData("", "it closed the connection during the handshake", "EOF")]
    [InlineData("SSH-2.0-OpenSSH\r\n", "it does not speak TLS", "tls: first record does not look like a TLS handshake")]
    [InlineData("\u0016\u0003\u0003\u0040\u0000", "it closed the connection during the handshake", "EOF")]
    public async Task Garbage_is_no_handshake(string greeting, string told, string words)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, Encoding.Latin1.GetBytes(greeting), stop.Token);
        var verdict = await Probe(new ProbeTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port),
            new ProbeOptions { AsOf = TestPki.AsOf, Timeout = TimeSpan.FromSeconds(5) });
        var finding = Assert.Single(verdict.Findings);
        Assert.Equal((EndpointState.HandshakeFailed, "EndpointHandshakeFailed"), (verdict.State, finding.Check));
        Assert.Equal($"The TLS handshake failed: {told}.", finding.Message);
        Assert.Contains($"kubectl: Unable to connect to the server: {words}", finding.Proof);
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task Who_says_nothing_is_waited_for_as_long_as_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var verdict = await Probe(new ProbeTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port),
            new ProbeOptions { AsOf = TestPki.AsOf, Timeout = TimeSpan.FromSeconds(0.3) });
        Assert.Equal((EndpointState.HandshakeFailed, "no handshake within 0.3 s"), (verdict.State, verdict.Failure));
    }

    // A server in Go without a certificate: ClientHello, and the alert.
    [Theory]
    [InlineData(80, "remote error: tls: internal error", "a server in Go says so when it has no certificate to serve")]
    [InlineData(40, "remote error: tls: handshake failure", "no cipher suite, key exchange or signature algorithm in common")]
    [InlineData(70, "remote error: tls: protocol version not supported", "no version of TLS in common")]
    [InlineData(112, "remote error: tls: unrecognized name", "it has no certificate for this name")]
    public async Task An_alert_is_told_in_the_words_of_Go(byte alert, string words, string meaning)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, [0x15, 3, 3, 0, 2, 2, alert], stop.Token);
        var verdict = await Probe(new ProbeTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port),
            new ProbeOptions { AsOf = TestPki.AsOf, Timeout = TimeSpan.FromSeconds(5) });
        Assert.Equal((EndpointState.HandshakeFailed, words), (verdict.State, verdict.Failure));
        var finding = Assert.Single(verdict.Findings);
        Assert.Contains(meaning, finding.Message, StringComparison.Ordinal);
        Assert.Contains($"kubectl: Unable to connect to the server: {words}", finding.Proof);
        Assert.DoesNotContain("firewall", alert == 80 ? "" : finding.Remedy, StringComparison.Ordinal);
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task One_that_is_a_clients_is_to_be_reissued()
    {
        using var files = NodeTree.Empty();
        var authority = TestPki.Authority("kubernetes");
        var served = new TestCertificate("CN=kube-apiserver") { Usages = ["clientAuth"], Names = ["127.0.0.1"] }.SignedBy(authority);
        await using var server = await StubServer.StartAsync(Answer(200), served);
        var finding = Assert.Single((await Probe(server, Trust(files, authority))).Findings);
        Assert.Equal(("EndpointRefused", "Its certificate is for clientAuth, not for serverAuth: it is a client's."),
            (finding.Check, finding.Message));
        Assert.StartsWith("Reissue it with the usage serverAuth", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("kubectl: Unable to connect to the server: tls: failed to verify certificate: "
            + "x509: certificate specifies an incompatible key usage", finding.Proof);
    }

    [Fact]
    public async Task The_CA_of_the_same_name_and_another_key_is_named()
    {
        using var files = NodeTree.Empty();
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(TestPki.Authority("kubernetes")));
        var finding = Assert.Single((await Probe(server, Trust(files, TestPki.Authority("kubernetes")))).Findings);
        Assert.EndsWith($"The CA in {files.Path("/ca.crt")} has that name and another key.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_come_in_their_order_and_stop_at_once()
    {
        await using var server = await StubServer.StartAsync(Answer(200), StubCluster.Certificate(TestPki.Authority("kubernetes")));
        var targets = Enumerable.Range(0, 40)
            .Select(i => new ProbeTarget(i % 2 == 0 ? "127.0.0.1" : "localhost", server.Address.Port)).ToList();
        var seen = new List<string>();
        await foreach (var verdict in Prober.ProbeAsync(targets, new ProbeOptions { AsOf = TestPki.AsOf, Throttle = 4 }))
            seen.Add(verdict.Endpoint);
        Assert.Equal(targets.Select(target => target.Endpoint), seen);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var silent = new ProbeTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Prober.ProbeAsync([silent, silent],
                new ProbeOptions { AsOf = TestPki.AsOf, Timeout = TimeSpan.FromMinutes(5) }, stop.Token))
                Assert.Fail("It was stopped.");
        });
    }

    [Theory]
    [InlineData("10.0.0.1:6443", "10.0.0.1", 6443)]
    [InlineData("api.example.com", "api.example.com", 6443)]
    [InlineData("api.example.com:443", "api.example.com", 443)]
    [InlineData("https://api.example.com", "api.example.com", 443)]
    [InlineData("https://api.example.com:8443/k8s/c1", "api.example.com", 8443)]
    [InlineData("[::1]:2379", "::1", 2379)]
    [InlineData("fd00::1", "fd00::1", 6443)]
    [InlineData("https://[fd00::1]:6443", "fd00::1", 6443)]
    public void Endpoints_are_read(string text, string host, int port)
    {
        Assert.True(ProbeTarget.TryParse(text, out var target));
        Assert.Equal((host, port), (target.Host, target.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":6443")]
    [InlineData("a:b")]
    [InlineData("host:99999")]
    [InlineData("host/path")]
    [InlineData("ftp://host")]
    [InlineData("https://user:secret@host")]
    [InlineData("a b")]
    public void What_is_none_is_none(string text) => Assert.False(ProbeTarget.TryParse(text, out _));

    internal static RequestDelegate Answer(int status) => context => StubCluster.Json(context, "{}", status);

    internal static Task<KubeEndpointVerdict> Probe(StubServer server, ProbeOptions options) =>
        Probe(new ProbeTarget("127.0.0.1", server.Address.Port), options);

    internal static async Task<KubeEndpointVerdict> Probe(ProbeTarget target, ProbeOptions options)
    {
        await foreach (var verdict in Prober.ProbeAsync([target], options))
            return verdict;
        throw new InvalidOperationException("There is no verdict.");
    }

    // Trusts one CA, from a file.
    internal static ProbeOptions Trust(NodeTree files, X509Certificate2 authority)
    {
        var path = files.Write("/ca.crt", authority.ExportCertificatePem());
        var certificates = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(path)
            .SelectMany(snapshot => snapshot.Certificates).ToList();
        return new ProbeOptions { AsOf = TestPki.AsOf, Authorities = certificates };
    }

    private static async Task ServeAsync(TcpListener listener, byte[] greeting, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(cancellation);
                // Whoever closes before the ClientHello is read resets the connection.
                _ = await client.GetStream().ReadAsync(new byte[16 * 1024], cancellation);
                await client.GetStream().WriteAsync(greeting, cancellation);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
