using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

public sealed class KubeconfigTests : IDisposable
{
    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Each_entry_is_read_and_named()
    {
        using var authority = TestPki.Authority("kubernetes");
        using var other = TestPki.Authority("other");
        using var admin = TestPki.Leaf(authority, "CN=admin, O=ops");
        using var dev = TestPki.Leaf(other, "CN=dev");
        var trusted = TestPki.Base64(authority.ExportCertificatePem());
        var path = _tree.Write("/home/.kube/config", $$$"""
            apiVersion: v1
            kind: Config
            # two clusters
            clusters:
            - {name: prod, cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: {{{trusted}}}}}
            - name: test
              cluster:
                server: https://test:6443
                insecure-skip-tls-verify: true
                tls-server-name: api.test
                certificate-authority: ca/test.crt
            users:
            - name: admin
              user:
                client-certificate-data: {{{TestPki.Base64(admin.ExportCertificatePem())}}}
                client-key-data: {{{TestPki.Base64(TestPki.KeyPem(admin))}}}
            - name: dev
              user: {client-certificate: dev.crt, client-key: dev.key}
            - name: robot
              user: {token: s3cret}
            - name: sso
              user: {exec: {command: kubelogin, apiVersion: client.authentication.k8s.io/v1}}
            contexts:
            - {name: a, context: {cluster: prod, user: admin, namespace: web}}
            - {name: b, context: {cluster: test, user: dev}}
            current-context: a
            """);
        _tree.Write("/home/.kube/ca/test.crt", other.ExportCertificatePem());
        TestPki.Put(_tree, "/home/.kube/dev", dev);

        var snapshot = Read(path);
        Assert.Empty(snapshot.Problems);
        var kubeconfig = Assert.Single(snapshot.Kubeconfigs);
        Assert.Equal(("a", "prod", "https://10.0.0.1:6443", "admin", "web"),
            (kubeconfig.Context, kubeconfig.Cluster, kubeconfig.Server, kubeconfig.User, kubeconfig.Namespace));
        Assert.Equal(CredentialKinds.EmbeddedCertificate, kubeconfig.CredentialKind);
        Assert.Equal("admin", kubeconfig.Certificate!.CommonName);
        Assert.Equal("prod", Assert.Single(kubeconfig.Authorities).Entry);
        Assert.Equal(["EmbeddedCertificate", "CertificateFile", "Token", "Exec"], kubeconfig.Users.Select(user => user.CredentialKind));
        Assert.Equal("kubelogin", kubeconfig.Users[3].ExecCommand);
        Assert.Equal("dev", kubeconfig.Users[1].Certificate!.CommonName);
        Assert.True(kubeconfig.Users[1].Certificate!.KeyMatches);
        Assert.Equal("config:ca", kubeconfig.Authorities[0].Name);
        Assert.True(kubeconfig.Clusters[1].InsecureSkipTlsVerify);
        Assert.Equal("api.test", kubeconfig.Clusters[1].TlsServerName);
        Assert.Equal("other", Assert.Single(kubeconfig.Clusters[1].Authorities).CommonName);

        var embedded = Assert.Single(snapshot.Certificates, certificate => certificate.Source == CertificateSource.KubeconfigUser);
        Assert.Equal(("config", "admin", path), (embedded.Name, embedded.Entry, embedded.Path));
        Assert.True(embedded.KeyMatches);
        Assert.Equal("config:ca", embedded.Authority);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Json_and_line_ends_do_not_matter(string lineEnd)
    {
        var json = """
            {
            	"apiVersion": "v1", "kind": "Config",
            	"clusters": [{"name": "c", "cluster": {"server": "https://h:6443"}}],
            	"users": [{"name": "u", "user": {"tokenFile": "/var/run/token"}}],
            	"contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            	"current-context": "x"
            }
            """.ReplaceLineEndings(lineEnd);
        var kubeconfig = Assert.Single(Read(_tree.Write("/any.txt", json)).Kubeconfigs);
        Assert.Equal(("https://h:6443", CredentialKinds.TokenFile), (kubeconfig.Server, kubeconfig.CredentialKind));
        Assert.Equal("/var/run/token", kubeconfig.Users[0].TokenPath);
    }

    [Theory]
    [InlineData("certificate-authority-data: '%%%'", "is not base64", "illegal base64 data at input byte 0", 2)]
    [InlineData("certificate-authority-data: bm8gUEVN", "contains no PEM", "unable to parse bytes as PEM block", 2)]
    [InlineData("certificate-authority: /nope.crt", "/nope.crt: the file does not exist",
        "unable to read certificate-authority /nope.crt for c due to open /nope.crt: no such file or directory", 2)]
    public void Broken_credentials_are_told_with_line_and_gos_words(string field, string reason, string goError, int line)
    {
        var path = _tree.Write("/x.conf", $$$"""
            clusters: [{name: c, cluster: {server: s,
              {{{field}}}}}]
            users: []
            """);
        var problem = Assert.Single(Read(path).Problems);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal((goError, line), (problem.GoError, problem.Line));
    }

    [Fact]
    public void A_name_that_stands_twice_is_told_as_client_go_tells_it()
    {
        var path = _tree.Write("/x.conf", "clusters:\n- name: c\n- name: c\nusers: []\n");
        var problem = Assert.Single(Read(path).Problems);
        Assert.Equal((PkiProblemId.MalformedKubeconfig, 3), (problem.Id, problem.Line));
        Assert.StartsWith("duplicate name \"c\" in list", problem.GoError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clusters: {a: b}\nusers: []", "clusters is not a list", 1)]
    [InlineData("clusters: []\nusers: 7", "users is not a list", 2)]
    [InlineData("clusters: []\nusers:\n- 7", "an entry of users has no name and no user", 3)]
    public void Lists_of_the_wrong_shape_are_told_with_line(string text, string reason, int line)
    {
        var problem = Assert.Single(Read(_tree.Write("/x.conf", text)).Problems);
        Assert.Equal((PkiProblemId.MalformedKubeconfig, reason, line), (problem.Id, problem.Reason, problem.Line));
    }

    [Fact]
    public void No_key_and_no_token_is_reachable_from_what_is_read()
    {
        using var node = NodeTree.Unpack("healthy");
        var pki = new NodeReader(new ReadOptions { Root = node.Root, AsOf = TestPki.AsOf }).ReadNode();
        var reached = ObjectWalk.Texts(pki).ToList();
        Assert.Contains("kubernetes-admin", reached);
        foreach (var secret in Secrets(node))
            Assert.DoesNotContain(reached, text => text.Contains(secret, StringComparison.Ordinal));
    }

    // A stretch from the middle of every key of the tree, as text and as hexadecimal.
    private static IEnumerable<string> Secrets(NodeTree node)
    {
        var pems = Directory.GetFiles(node.Root, "*.key", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Concat(Directory.GetFiles(node.Path("/etc/kubernetes"), "*.conf").SelectMany(File.ReadAllLines)
                .Where(line => line.Contains("client-key-data", StringComparison.Ordinal)));
        foreach (var pem in pems)
        {
            var body = string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')))
                .Replace("    client-key-data: ", "", StringComparison.Ordinal).Trim();
            yield return body.Substring(body.Length / 2, 24);
            yield return Convert.ToHexString(Convert.FromBase64String(body.Substring(body.Length / 8 * 4, 24))).ToLowerInvariant();
        }
    }

    private static NodePki Read(string path) => new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(path).Single();
}
