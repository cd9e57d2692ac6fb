using KubePki.Cluster.Client;

namespace KubePki.Tests.Cluster.Client;

/// <summary>Several kubeconfigs, and broken ones.</summary>
public sealed class KubeconfigMergeTests
{
    private const string Context = "contexts: [{name: c, context: {cluster: s, user: u} }]\ncurrent-context: c\n";

    private static readonly TestClock Clock = new(TestPki.AsOf);

    [Fact]
    public void Of_each_name_the_first_counts_as_a_whole()
    {
        using var files = NodeTree.Empty();
        string[] paths =
        [
            files.Write("/a/one", "clusters: [{name: s, cluster: {server: 'https://first'}}]\nusers: []\n"),
            files.Path("/missing"),
            files.Write("/b/two",
                "clusters: [{name: s, cluster: {server: 'https://second', tls-server-name: lost}}]\n"
                    + "users: [{name: u, user: {token: t, tokenFile: sub/token}}]\n" + Context),
            files.Write("/c/three", "current-context: other\nusers: [{name: u, user: {token: never}}]\n"),
        ];
        var access = KubeconfigAccess.Of(MergedKubeconfig.Read(paths, mustExist: false, CancellationToken.None), null);
        Assert.Equal(("c", "https://first/", null), (access.Context, access.Server.ToString(), access.TlsServerName));
        // Paths are relative to the file that names them.
        Assert.Equal(("t", files.Path("/b/sub/token")), (access.User.Token, access.User.TokenFile));
    }

    [Fact]
    public async Task A_CA_lies_beside_the_file_that_names_it_and_a_file_that_is_missing_is_passed_over()
    {
        await using var cluster = await StubCluster.StartAsync(CredentialTests.Whoami);
        var files = cluster.Files;
        files.Write("/second/pki/ca.crt", cluster.Authority.ExportCertificatePem());
        string[] paths =
        [
            files.Path("/missing"),
            files.Write("/first/config", "users: [{name: u, user: {token: one}}]\n" + Context),
            files.Write("/second/config",
                $"clusters: [{{name: s, cluster: {{server: '{cluster.Address}', certificate-authority: pki/ca.crt}}}}]\n"),
        ];
        using var client = ClusterClient.Open(new ClusterOptions { Kubeconfigs = paths, Clock = Clock });
        Assert.Equal("Bearer one", await CredentialTests.User(client));
    }

    [Theory]
    [InlineData("users: [{name: u}]\n", "no current context is set")]
    [InlineData("current-context: x\n", "context \"x\" does not exist")]
    [InlineData(Context, "cluster \"s\" does not exist")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\n", "user \"u\" does not exist")]
    [InlineData(Context + "clusters: [{name: s, cluster: {}}]\nusers: [{name: u, user: {}}]\n", "it has no server")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'ftp://h'}}]\nusers: [{name: u, user: {}}]\n",
        ":3: cluster s: the server is not a valid https or http URL")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h', certificate-authority-data: '%%'}}]\nusers: [{name: u}]\n",
        "the certificate-authority-data is not base64")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h', certificate-authority-data: 'QUJD'}}]\nusers: [{name: u}]\n",
        "unable to load root certificates: unable to parse bytes as PEM block")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h', certificate-authority: a, "
        + "insecure-skip-tls-verify: true}}]\nusers: [{name: u}]\n",
        "cannot be used together")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h', certificate-authority: no.crt}}]\nusers: [{name: u}]\n",
        "no.crt: the certificate-authority cannot be read: the file does not exist")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {client-certificate: a}}]\n",
        "a client certificate without a client key")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {as-groups: [g]}}]\n",
        "without impersonating a user")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {auth-provider: {name: gcp}}}]\n",
        "auth-provider was removed")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {username: a, password: b}}]\n",
        "do not accept a user name and password")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {exec: {apiVersion: "
        + "client.authentication.k8s.io/v1alpha1, command: a}}}]\n",
        "invalid apiVersion")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {exec: "
        + "{apiVersion: client.authentication.k8s.io/v1, command: a}}}]\n",
        "interactiveMode must be specified")]
    [InlineData(Context + "clusters: [{name: s, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {exec: {apiVersion: "
        + "client.authentication.k8s.io/v1, command: a, interactiveMode: Always}}}]\n",
        "requires user input")]
    [InlineData("clusters: [{name: s}, {name: s}]\n", "two entries named s")]
    [InlineData("kind: Pod\n", "this is a Pod, not a kubeconfig")]
    [InlineData("a: [\n", ":2: this is not YAML")]
    [InlineData("just text\n", "this is not a kubeconfig")]
    [InlineData("", "the kubeconfigs are empty")]
    public void What_client_go_refuses_is_refused_with_its_place(string text, string words)
    {
        using var files = NodeTree.Empty();
        var path = files.Write("/k", text);
        var failure = Assert.Throws<ClusterException>(() => ClusterClient.Open(new ClusterOptions { Kubeconfigs = [path], Clock = Clock }));
        Assert.Equal(ClusterProblemId.BadKubeconfig, failure.Id);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_named_must_be_there()
    {
        var failure = Assert.Throws<ClusterException>(() =>
            ClusterClient.Open(new ClusterOptions { Kubeconfigs = ["/no/such/file"], MustExist = true, Clock = Clock }));
        Assert.Equal("/no/such/file: the file does not exist", failure.Message);
    }
}
