using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Cluster.Client;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Client;

/// <summary>A stub server with a CA, a certificate and a kubeconfig that leads to it.</summary>
internal sealed class StubCluster : IAsyncDisposable
{
    private readonly StubServer _server;

    private StubCluster(StubServer server, X509Certificate2 authority, NodeTree files)
    {
        _server = server;
        Authority = authority;
        Files = files;
    }

    public X509Certificate2 Authority { get; }

    public NodeTree Files { get; }

    public Uri Address => _server.Address;

    public IReadOnlyList<string> Greetings => _server.Greetings;

    public List<string> Warnings { get; } = [];

    /// <summary>Starts one whose certificate is right: for 127.0.0.1, good now.</summary>
    public static Task<StubCluster> StartAsync(RequestDelegate answer, bool wantsClient = false) =>
        StartAsync(answer, Certificate, wantsClient);

    /// <summary>Starts one whose certificate a test makes from the CA.</summary>
    public static async Task<StubCluster> StartAsync(
        RequestDelegate answer, Func<X509Certificate2, X509Certificate2> make, bool wantsClient = false)
    {
        var authority = TestPki.Authority("kubernetes");
        return new StubCluster(await StubServer.StartAsync(answer, make(authority), wantsClient: wantsClient), authority, NodeTree.Empty());
    }

    public static X509Certificate2 Certificate(X509Certificate2 authority) =>
        new TestCertificate("CN=kube-apiserver") { Usages = ["serverAuth"], Names = ["kubernetes", "127.0.0.1"] }.SignedBy(authority);

    /// <summary>Writes a kubeconfig; the user's fields are YAML in braces.</summary>
    public string Kubeconfig(
        string user = "{token: secret-token}", string? cluster = null, string name = "/admin.conf") => Files.Write(name, $$"""
        apiVersion: v1
        kind: Config
        current-context: admin@stub
        contexts: [{name: admin@stub, context: {cluster: stub, user: admin, namespace: kube-system} }]
        clusters:
        - name: stub
          cluster: {{cluster ?? Trusting()}}
        users:
        - name: admin
          user: {{user}}
        """);

    /// <summary>The fields of a cluster entry that trusts the CA.</summary>
    public string Trusting(string more = "") =>
        $"{{server: '{Address}', certificate-authority-data: {TestPki.Base64(Authority.ExportCertificatePem())}{more}}}";

    public ClusterOptions Options(string? kubeconfig = null) => new()
    {
        Kubeconfigs = [kubeconfig ?? Kubeconfig()],
        MustExist = true,
        Clock = new TestClock(TestPki.AsOf),
        Timeout = TimeSpan.FromMinutes(1),
        Warn = text =>
        {
            lock (Warnings)
                Warnings.Add(text);
        },
    };

    public ClusterClient Client(string? kubeconfig = null) => ClusterClient.Open(Options(kubeconfig));

    /// <summary>Answers with JSON.</summary>
    public static Task Json(HttpContext context, string json, int code = 200)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json)).AsTask();
    }

    /// <summary>Answers with a Status.</summary>
    public static Task Status(HttpContext context, int code, string reason, string message) =>
        Json(context,
            $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","cod"""
                + $$"""e":{{code}}}""",
            code);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Files.Dispose();
    }
}
