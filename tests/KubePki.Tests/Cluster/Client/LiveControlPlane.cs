using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;

namespace KubePki.Tests.Cluster.Client;

/// <summary>etcd and kube-apiserver on loopback, with RBAC, until the test is over.</summary>
internal sealed class LiveControlPlane : IAsyncDisposable
{
    private readonly List<Process> _processes = [];
    private readonly NodeTree _files = NodeTree.Empty();
    private readonly X509Certificate2 _authority;

    private LiveControlPlane()
    {
        Start = DateTimeOffset.UtcNow.AddHours(-1);
        _authority = new TestCertificate("CN=kubernetes")
        {
            IsAuthority = true, KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
            Start = Start, End = Start.AddYears(1),
        }.SignedBy(null);
    }

    public DateTimeOffset Start { get; }

    public int Port { get; } = FreePort();

    public int EtcdPort { get; } = FreePort();

    public NodeTree Files => _files;

    public static async Task<LiveControlPlane> StartAsync()
    {
        var plane = new LiveControlPlane();
        try
        {
            plane.WriteFiles();
            plane.StartPrograms();
            await plane.WaitAsync();
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a pair that the CA signs into the tree.</summary>
    public void Issue(string stem, string subject, string usage, params string[] names) =>
        TestPki.Put(_files, stem, new TestCertificate(subject)
        {
            Usages = [usage, "clientAuth"],
            Names = names,
            Start = Start,
            End = Start.AddMonths(6),
        }.SignedBy(_authority));

    /// <summary>A client of a user, who has a certificate.</summary>
    public ClusterClient Client(string subject = "CN=kubernetes-admin,O=system:masters", string more = "") =>
        ClusterClient.Open(Options(subject, more));

    /// <summary>What such a user sends as it is.</summary>
    public RawClient Raw(string subject = "CN=kubernetes-admin,O=system:masters", string more = "") => new(Options(subject, more));

    private ClusterOptions Options(string subject, string more)
    {
        Issue("/user", subject, "clientAuth");
        var kubeconfig = _files.Write("/user.conf", $$"""
            current-context: c
            contexts: [{name: c, context: {cluster: s, user: u} }]
            clusters: [{name: s, cluster: {server: 'https://127.0.0.1:{{Port}}', certificate-authority: ca.crt} }]
            users: [{name: u, user: {client-certificate: user.crt, client-key: user.key{{more}}} }]
            """);
        return new ClusterOptions { Kubeconfigs = [kubeconfig], MustExist = true, Clock = TimeProvider.System };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        _files.Dispose();
    }

    private void WriteFiles()
    {
        TestPki.Put(_files, "/ca", _authority);
        Issue("/apiserver", "CN=kube-apiserver", "serverAuth", "kubernetes", "127.0.0.1");
        Issue("/etcd", "CN=etcd", "serverAuth", "localhost", "127.0.0.1");
        Issue("/sa", "CN=sa", "clientAuth");
    }

    private void StartPrograms()
    {
        Run("etcd", "etcd", $"--data-dir={_files.Path("/data")}", $"--listen-client-urls=https://127.0.0.1:{EtcdPort}",
            $"--advertise-client-urls=https://127.0.0.1:{EtcdPort}",
            $"--cert-file={_files.Path("/etcd.crt")}", $"--key-file={_files.Path("/etcd.key")}",
            "--client-cert-auth=true", $"--trusted-ca-file={_files.Path("/ca.crt")}",
            $"--listen-peer-urls=http://127.0.0.1:{FreePort()}", "--unsafe-no-fsync");
        Run("kube-apiserver", "apiserver", $"--etcd-servers=https://127.0.0.1:{EtcdPort}", $"--etcd-cafile={_files.Path("/ca.crt")}",
            $"--etcd-certfile={_files.Path("/etcd.crt")}", $"--etcd-keyfile={_files.Path("/etcd.key")}",
            "--bind-address=127.0.0.1", $"--secure-port={Port}", $"--tls-cert-file={_files.Path("/apiserver.crt")}",
            $"--tls-private-key-file={_files.Path("/apiserver.key")}",
            $"--client-ca-file={_files.Path("/ca.crt")}", $"--service-account-key-file={_files.Path("/sa.key")}",
            $"--service-account-signing-key-file={_files.Path("/sa.key")}",
            "--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction");
    }

    private void Run(string program, string log, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(LiveFactAttribute.Assets!, program), arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        var lines = new StreamWriter(_files.Path($"/{log}.log")) { AutoFlush = true };
        process.ErrorDataReceived += (_, line) => Write(lines, line.Data);
        process.OutputDataReceived += (_, line) => Write(lines, line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    private static void Write(StreamWriter lines, string? line)
    {
        lock (lines)
            lines.WriteLine(line);
    }

    private async Task WaitAsync()
    {
        using var client = Raw();
        using var someone = Client(more: ", as: joe");
        ClusterException? last = null;
        for (var i = 0; i < 120; i++)
        {
            try
            {
                // Not before its namespaces and roles are there.
                await client.GetAsync("/api/v1/namespaces/default");
                await someone.CanAsync(new AccessReview("get", "", "pods"));
                return;
            }
            catch (ClusterException e)
            {
                last = e;
                await Task.Delay(500);
            }
        }
        throw new InvalidOperationException(string.Join('\n', File.ReadLines(_files.Path("/apiserver.log")).TakeLast(20)), last);
    }

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
