using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>What client-go refuses in a kubeconfig and what it takes, case by case (tools/clientcmd, rest, transport).</summary>
public sealed class KubeconfigVariantTests : IDisposable
{
    private const string Exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never}";

    private static readonly X509Certificate2 Authority = TestPki.Authority("kubernetes");
    private static readonly X509Certificate2 Person = TestPki.Leaf(Authority, "CN=admin, O=ops");
    private static readonly string Ca = TestPki.Base64(Authority.ExportCertificatePem());
    private static readonly string Certificate = TestPki.Base64(Person.ExportCertificatePem());
    private static readonly string Key = TestPki.Base64(TestPki.KeyPem(Person));
    private static readonly string Pair = $"client-certificate-data: {Certificate}, client-key-data: {Key}";

    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("{CA}", "{PAIR}")]
    [InlineData("{CA}, unknown-field: 7, proxy-url: ''", "{PAIR}, unknown: [a]")]
    [InlineData("{CA}, tls-server-name: any thing", "{PAIR}")]
    [InlineData("{CA}, proxy-url: 'SOCKS5://user:secret@proxy:1080'", "{PAIR}")]
    [InlineData("insecure-skip-tls-verify: yes", "{PAIR}")]
    [InlineData("{CA}", "token: t")]
    [InlineData("{CA}", "username: a, password: b")]
    [InlineData("{CA}", "{PAIR}, username: a")]
    [InlineData("{CA}", "token: t, tokenFile: nope")]
    [InlineData("{CA}", "token: t, as: other, as-uid: '7', as-groups: [g], as-user-extra: {k: [v]}")]
    [InlineData("{CA}", "{EXEC}")]
    [InlineData("{CA}", "{EXEC}, token: t")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x}")]
    [InlineData("{CA}",
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: IfAvailable, installHint: \"\\e[1m\"}")]
    [InlineData("{CA}", "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://i', client-id: c}}")]
    [InlineData("{CA}, disable-compression: false, extensions: [{name: e, extension: {a: 1}}]", "{PAIR}")]
    [InlineData("server: 'http://h:8080'", "{}")]
    [InlineData("server: 'h:6443'", "token: t")]
    public void What_client_go_takes_gives_no_error(string cluster, string user)
    {
        var read = Read(Config(cluster, user));
        Assert.Empty(read.Problems);
        Assert.False(Assert.Single(read.Kubeconfigs).IsRefused);
        Assert.DoesNotContain(Findings(read), finding => finding.SeverityLevel >= FindingSeverity.Error);
    }

    [Theory]
    [InlineData("{CA}, certificate-authority: ca.crt", "{PAIR}",
        "certificate-authority-data and certificate-authority are both specified for c.")]
    [InlineData("{CA}, insecure-skip-tls-verify: true", "{PAIR}",
        "specifying a root certificates file with the insecure flag is not allowed")]
    [InlineData("{CA}, proxy-url: 'example.com:8080'", "{PAIR}",
        "invalid 'proxy-url' \"example.com:8080\" for cluster \"c\": unsupported scheme \"example.com\", must be http, https, or socks5")]
    [InlineData("{CA}, proxy-url: '127.0.0.1:3128'", "{PAIR}", "could not parse: 127.0.0.1:3128")]
    [InlineData("{CA}, proxy-url: 'socks5h://p:1'", "{PAIR}", "unsupported scheme \"socks5h\"")]
    [InlineData("{CA}, proxy-url: 3128", "{PAIR}",
        "cannot unmarshal number into Go struct field Cluster.clusters.cluster.proxy-url of type string")]
    [InlineData("server: ''", "{PAIR}", "no server found for cluster \"c\"")]
    [InlineData("server: 'https://h:port'", "{PAIR}", "host must be a URL or a host:port pair: \"https://h:port\"")]
    [InlineData("{CA}, insecure-skip-tls-verify: 'true'", "{PAIR}",
        "cannot unmarshal string into Go struct field Cluster.clusters.cluster.insecure-skip-tls-verify of type bool")]
    [InlineData("{CA}, tls-server-name: 1.5", "{PAIR}",
        "cannot unmarshal number into Go struct field Cluster.clusters.cluster.tls-server-name of type string")]
    [InlineData("certificate-authority-data: bm8gUEVN", "{PAIR}", "unable to parse bytes as PEM block")]
    [InlineData("certificate-authority-data: 'LS0t LS1C'", "{PAIR}", "illegal base64 data at input byte 4")]
    [InlineData("certificate-authority-data: LS0tL", "{PAIR}", "illegal base64 data at input byte 4")]
    [InlineData("certificate-authority-data: <LS0t>", "{PAIR}", "illegal base64 data at input byte 0")]
    [InlineData("certificate-authority: nope.crt", "{PAIR}",
        "unable to read certificate-authority nope.crt for c due to open nope.crt: no such file or directory")]
    [InlineData("{CA}", "{PAIR}, client-certificate: a.crt",
        "client-cert-data and client-cert are both specified for u. client-cert-data will override.")]
    [InlineData("{CA}", "{PAIR}, client-key: a.key",
        "client-key-data and client-key are both specified for u; client-key-data will override")]
    [InlineData("{CA}", "client-certificate-data: {CERT}",
        "client-key-data or client-key must be specified for u to use the clientCert authentication method.")]
    [InlineData("{CA}", "client-certificate-data: {CERT}, client-key-data: {OTHER_KEY}", "tls: private key does not match public key")]
    [InlineData("{CA}", "client-certificate-data: {KEY}, client-key-data: {CERT}", "PEM inputs may have been switched")]
    [InlineData("{CA}", "token: 12345", "cannot unmarshal number into Go struct field AuthInfo.users.user.token of type string")]
    [InlineData("{CA}", "token: true", "cannot unmarshal bool into Go struct field AuthInfo.users.user.token of type string")]
    [InlineData("{CA}", "token: [a]", "cannot unmarshal array into Go struct field AuthInfo.users.user.token of type string")]
    [InlineData("{CA}", "as-groups: g, token: t",
        "cannot unmarshal string into Go struct field AuthInfo.users.user.as-groups of type []string")]
    [InlineData("{CA}", "exec: plugin", "cannot unmarshal string into Go struct field AuthInfo.users.user.exec of type v1.ExecConfig")]
    [InlineData("{CA}", "tokenFile: nope", "open nope: no such file or directory")]
    [InlineData("{CA}", "token: a, password: b",
        "more than one authentication method found for u; found [token basicAuth], only one is allowed")]
    [InlineData("{CA}", "token: t, as-uid: '7'", "requesting uid, groups or user-extra for u without impersonating a user")]
    [InlineData("{CA}", "token: t, as-user-extra: {k: [v]}", "requesting uid, groups or user-extra for u without impersonating a user")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}",
        "command must be specified for u to use exec authentication plugin")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}",
        "exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\"")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x}",
        "interactiveMode must be specified for u to use exec authentication plugin")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, env: [{value: b}]}",
        "env variable name must be specified for u to use exec authentication plugin")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, interactiveMode: never}",
        "invalid interactiveMode for u: \"never\"")]
    [InlineData("{CA}", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, args: [1]}",
        "cannot unmarshal number into Go struct field ExecConfig.users.user.exec.args of type string")]
    [InlineData("{CA}", "auth-provider: {name: azure}", "The azure auth plugin has been removed.")]
    [InlineData("{CA}", "auth-provider: {name: openstack}", "no Auth Provider found for name \"openstack\"")]
    [InlineData("{CA}", "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://i'}}", "Must provide client-id")]
    [InlineData("{CA}", "{EXEC}, auth-provider: {name: oidc}", "authProvider cannot be provided in combination with an exec plugin for u")]
    public void What_client_go_refuses_is_told_in_its_words(string cluster, string user, string goError) =>
        AssertRefused(Config(cluster, user), goError);

    [Fact]
    public void A_tab_behind_a_dash_is_no_blank() => AssertRefused(
        Config("{CA}", "{PAIR}").Replace("- name: u", "-\tname: u", StringComparison.Ordinal),
        "yaml: line 7: found character that cannot start any token");

    [Fact]
    public void A_user_without_a_credential_is_refused_as_kubectl_asks_for_one() => AssertRefused(Config("{CA}", "{}"), null);

    [Theory]
    [InlineData("current-context: x", "current-context: y", "context was not found for specified context: y")]
    [InlineData("cluster: c,", "cluster: d,", "cluster \"d\" was not found for context \"x\"")]
    [InlineData("cluster: c,", "", "cluster was not specified for context \"x\"")]
    [InlineData(", user: u", ", user: v", "user \"v\" was not found for context \"x\"")]
    [InlineData(", user: u", "", "user was not specified for context \"x\"")]
    [InlineData("apiVersion: v1", "apiVersion: v2", "no kind \"Config\" is registered for version \"v2\" in scheme")]
    [InlineData("contexts:", "contexts: {}\nother:",
        "cannot unmarshal object into Go struct field Config.contexts of type []v1.NamedContext")]
    [InlineData("current-context: x", "current-context: 1",
        "cannot unmarshal number into Go struct field Config.current-context of type string")]
    [InlineData("- name: u", "- name: 0x1F", "cannot unmarshal number into Go struct field NamedAuthInfo.users.name of type string")]
    [InlineData("- name: c", "- name: yes", "cannot unmarshal bool into Go struct field NamedCluster.clusters.name of type string")]
    [InlineData("- name: c", "- name: 433e40", "cannot unmarshal number into Go struct field NamedCluster.clusters.name of type string")]
    public void Names_and_references_are_those_of_client_go(string from, string to, string goError) =>
        AssertRefused(Config("{CA}", "{PAIR}").Replace(from, to, StringComparison.Ordinal), goError);

    [Theory]
    [InlineData("apiVersion: v1\n", "")]
    [InlineData("kind: Config\n", "kind: ''\n")]
    [InlineData("apiVersion: v1\n", "---\napiVersion: v1\n")]
    [InlineData("current-context: x", "current-context: x\n---\n\tbroken: [")]
    [InlineData("current-context: x", "current-context: x\n---\nkind: Pod")]
    [InlineData("current-context: x", "current-context: x\nclusters2: 2024-01-01")]
    [InlineData("- name: c", "- name: 2024-01-01x")]
    public void Forms_that_client_go_takes_are_read(string from, string to)
    {
        var text = Config("{CA}", "{PAIR}").Replace(from, to, StringComparison.Ordinal);
        if (to.Contains("2024-01-01x", StringComparison.Ordinal))
            text = text.Replace("cluster: c,", "cluster: 2024-01-01x,", StringComparison.Ordinal);
        foreach (var octets in new[]
        {
            Encoding.UTF8.GetBytes(text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text.ReplaceLineEndings("\r\n"))],
        })
        {
            var read = ReadFile(_tree.Write("/any.txt", octets));
            Assert.Empty(read.Problems);
            Assert.Equal(CertificateStatus.Valid, Assert.Single(read.Kubeconfigs).Status);
        }
    }

    [Fact]
    public void Base64_may_have_line_ends_and_be_base64_of_base64_where_YAML_says_binary()
    {
        var lines = string.Concat(Certificate.Chunk(60).Select(line => $"\n      {new string(line)}"));
        var twice = string.Concat(TestPki.Base64(Key).Chunk(60).Select(line => $"\n      {new string(line)}"));
        var text = Block($"client-certificate-data: |{lines}\n    client-key-data: !!binary |{twice}");
        Assert.Equal(CertificateStatus.Valid, Assert.Single(ReadFile(_tree.Write("/any.txt", text)).Kubeconfigs).Status);
        AssertRefused(Block($"client-certificate-data: >-{lines}\n    client-key-data: {Key}"), "illegal base64 data at input byte 60");
        AssertRefused(Block($"client-certificate-data: {lines}\n    client-key-data: {Key}"), "illegal base64 data at input byte 60");
    }

    [Fact]
    public void What_the_current_context_does_not_use_is_a_warning_at_most()
    {
        var text = Config("{CA}", "{PAIR}")
            .Replace("users:\n", "- {name: d, cluster: {server: 'https://d', certificate-authority: gone.crt}}\nusers:\n"
                + "- {name: e, user: {client-certificate: gone.crt, client-key: gone.key, token: t, username: nn}}\n",
                StringComparison.Ordinal)
            .Replace("contexts:\n", "contexts:\n- {name: z, context: {cluster: d, user: e}}\n", StringComparison.Ordinal);
        var read = Read(text);
        Assert.Empty(read.Problems);
        Assert.Equal(CertificateStatus.Valid, Assert.Single(read.Kubeconfigs).Status);
        Assert.Equal(3, Findings(read).Count(finding => finding.Check == "DanglingReference"));
        Assert.DoesNotContain(Findings(read), finding => finding.SeverityLevel >= FindingSeverity.Error);
    }

    [Fact]
    public void Expired_is_said_only_when_no_other_credential_can_work()
    {
        using var old = TestPki.Leaf(Authority, "CN=admin", TestPki.AsOf.AddDays(-1));
        var pair = $"client-certificate-data: {TestPki.Base64(old.ExportCertificatePem())}, "
            + $"client-key-data: {TestPki.Base64(TestPki.KeyPem(old))}";
        var alone = Read(Config("{CA}", pair));
        Assert.Equal(CertificateStatus.Expired, Assert.Single(alone.Kubeconfigs).Status);
        Assert.Contains(Findings(alone), finding => finding.Check == "KubeconfigCredentialExpired");
        foreach (var other in new[] { "token: t", Exec })
        {
            var several = Read(Config("{CA}", $"{pair}, {other}"));
            var kubeconfig = Assert.Single(several.Kubeconfigs);
            Assert.Null(kubeconfig.Status);
            Assert.Equal(2, kubeconfig.Credentials.Count);
            Assert.DoesNotContain(Findings(several), finding => finding.Message.Contains("expired", StringComparison.Ordinal));
        }
    }

    private static string Config(string cluster, string user)
    {
        var server = cluster.StartsWith("server", StringComparison.Ordinal) ? "" : "server: 'https://h:6443', ";
        var clusterText = "{" + server + cluster + "}";
        var userText = user == "{}" ? user : "{" + user + "}";
        var text = $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster: {{clusterText}}
            users:
            - name: u
              user: {{userText}}
            contexts:
            - name: x
              context: {cluster: c, user: u}
            current-context: x

            """;
        using var other = TestPki.Leaf(Authority, "CN=other");
        return text.Replace("{CA}", $"certificate-authority-data: {Ca}", StringComparison.Ordinal)
            .Replace("{PAIR}", Pair, StringComparison.Ordinal).Replace("{EXEC}", Exec, StringComparison.Ordinal)
            .Replace("{CERT}", Certificate, StringComparison.Ordinal).Replace("{KEY}", Key, StringComparison.Ordinal)
            .Replace("{OTHER_KEY}", TestPki.Base64(TestPki.KeyPem(other)), StringComparison.Ordinal);
    }

    private static string Block(string user) => $$$"""
        apiVersion: v1
        clusters: [{name: c, cluster: {server: 'https://h:6443'}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        users:
        - name: u
          user:
            {{{user}}}

        """;

    private void AssertRefused(string text, string? goError)
    {
        var read = Read(text);
        Assert.Contains(read.Problems, problem => goError is null
            ? problem.GoError is null : problem.GoError?.Contains(goError, StringComparison.Ordinal) == true);
        Assert.Equal(Kubeconfig.Refused, Assert.Single(read.Kubeconfigs).Status);
        Assert.Contains(Findings(read), finding => finding.SeverityLevel >= FindingSeverity.Error);
    }

    private static IReadOnlyList<KubePkiFinding> Findings(NodePki read) => [.. Diagnosis.Run(read, CancellationToken.None)];

    private NodePki Read(string text) => ReadFile(_tree.Write("/home/.kube/config", text));

    private static NodePki ReadFile(string path) => new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(path).Single();
}
