using System.Text;
using KubePki.Model;

namespace KubePki.Tests.Hostile;

/// <summary>Kubeconfigs that are no YAML, or YAML with bad intent.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private const string NotYaml = PkiProblemId.MalformedYaml;
    private const string NoKubeconfig = PkiProblemId.NoPkiData;
    private const string Bad = PkiProblemId.MalformedKubeconfig;

    private static readonly string Certificate = TestPki.Base64(FixedKeys.LeafPem);
    private static readonly string Key = TestPki.Base64(FixedKeys.Ec("P-256").ExportECPrivateKeyPem());

    private static readonly HostileFile[] Files =
    [
        new("one letter", "x", NoKubeconfig),
        new("one space", " ", NoKubeconfig),
        new("a comment", "# clusters users\n", NoKubeconfig),
        new("three dashes", "---\n", NoKubeconfig),
        new("a list", "- clusters\n- users\n", NoKubeconfig),
        new("a Pod", "kind: Pod\nclusters: []\nusers: []\n", NoKubeconfig),
        new("a kind that moves the cursor", "kind: \"\\e[2J\"\nclusters: []\n", NoKubeconfig),
        new("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("clusters: []\nusers: []\n")]),
        new("a byte order mark", "\ufeffclusters: []\nusers: []\n"),
        new("a byte that is not UTF-8", [.. "clusters: []\nusers: \n"u8, 0xff], NotYaml, 3),
        new("half a character of UTF-8", [.. "clusters: []\nusers: []\n# "u8, 0xe2, 0x82], NotYaml, 3),
        new("a NUL", "clusters: []\nusers: []\nx: a\0b\n", NotYaml, 3),
        new("NULs for a file", new byte[512], NotYaml, 1),
        new("ESC", "clusters: []\nusers: []\nx: \u001b[2J\n", NotYaml, 3),
        new("tabs", "clusters:\n-\tname: a\n\tcluster: {}\nusers: []\n", NotYaml, 3),
        new("an open bracket", "clusters: []\nusers: [\n", NotYaml, 3),
        new("an open quote", "clusters: []\nusers: \"\n", NotYaml, 2),
        new("a key twice", "clusters: []\nclusters: []\nusers: []\n"),
        new("an alias of nobody", "clusters: []\nusers: *nobody\n", NotYaml, 2),
        new("an alias of itself", "clusters: &a [*a]\nusers: []\n", NotYaml, 1),
        new("a billion laughs", Laughs(), Bad, 24),
        new("a hundred thousand brackets", "users: " + new string('[', 100_000), NotYaml, 1),
        new("a hundred thousand braces", "users: " + string.Concat(Enumerable.Repeat("{a: ", 100_000)), NotYaml, 1),
        new("a hundred thousand dashes", string.Concat(Enumerable.Repeat("- ", 100_000)), NotYaml, 1),
        new("a hundred thousand levels of JSON", "{\"users\": " + new string('[', 100_000), NotYaml, 1),
        new("a thousand levels of indentation",
            string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:\n")), NotYaml, 101),
        new("clusters is a number", "clusters: 1\nusers: {}\n", Bad, 1),
        new("entries that are none", "clusters: [1, null, [], {}]\nusers: [x]\n", Bad, 1),
        new("a name twice", "clusters: []\nusers:\n- name: a\n- name: b\n- name: a\n", Bad, 5),
        new("a name that moves the cursor twice", "clusters: []\nusers:\n- name: \"\\e[2J\"\n- name: \"\\e[2J\"\n", Bad, 4),
        new("a certificate that is not base64", User("client-certificate-data: '*'"), Bad, 4) { GoError = "illegal base64 data" },
        new("a certificate cut off in its base64", User("client-certificate-data: " + Certificate[..101]), Bad, 4)
        {
            GoError = "illegal base64 data",
        },
        new("a certificate cut off", User("client-certificate-data: " + Certificate[..100]), PkiProblemId.MalformedPem, 4),
        new("a certificate that is no PEM", User("client-certificate-data: aGVsbG8="), Bad, 4)
        {
            GoError = "tls: failed to find any PEM data in certificate input",
        },
        new("a certificate that is a key", User("client-certificate-data: " + Key), Bad, 4)
        {
            GoError = "PEM inputs may have been switched",
        },
        new("a certificate that is a request",
            User("client-certificate-data: " + TestPki.Base64(FixedKeys.Pem("CERTIFICATE REQUEST", FixedKeys.Request()))), Bad, 4),
        new("a certificate that is empty", User("client-certificate-data: ''")),
        new("a certificate that is null", User("client-certificate-data:")),
        new("a certificate that is a list", User("client-certificate-data: [a]"), Bad, 4),
        new("a certificate with spaces in its base64", User($"client-certificate-data: '{Certificate.Insert(20, " ")}'"), Bad, 4)
        {
            Certificates = 1,
        },
        new("a certificate in folded lines", User("client-certificate-data: >\n      " + Certificate.Insert(80, "\n      ")), Bad, 4)
        {
            Certificates = 1,
        },
        new("a certificate in PEM, not base64",
            User("client-certificate-data: |\n      " + FixedKeys.LeafPem.Replace("\n", "\n      ", StringComparison.Ordinal)), Bad, 4),
        new("a key that is not base64", User($"client-certificate-data: {Certificate}\n    client-key-data: '%'"), Bad, 5)
        {
            Certificates = 1,
        },
        new("a key that is a certificate", User($"client-certificate-data: {Certificate}\n    client-key-data: {Certificate}"), Bad, 5)
        {
            Certificates = 1,
            GoError = "tls: found a certificate rather than a key in the PEM for the private key",
        },
        new("a key that is broken",
            User($"client-certificate-data: {Certificate}\n    client-key-data: {TestPki.Base64(FixedKeys.Pem("EC PRIVATE KEY", [1]))}"),
            PkiProblemId.MalformedKey, 5) { Certificates = 1 },
        new("a key that is a public one",
            User($"client-certificate-data: {Certificate}\n"
                + $"    client-key-data: {TestPki.Base64(FixedKeys.Ec("P-256").ExportSubjectPublicKeyInfoPem())}"),
            Bad, 5)
        {
            Certificates = 1,
        },
        new("a key of somebody else", User(
            $"client-certificate-data: {Certificate}\n    client-key-data: {TestPki.Base64(FixedKeys.RsaKeyPem)}")) { Certificates = 1 },
        new("a file that is not there", User("client-certificate: nowhere.crt"), PkiProblemId.PathNotFound, 4)
        {
            GoError = "unable to read client-cert nowhere.crt for a due to open nowhere.crt: no such file or directory",
        },
        new("a key file that is not there", User($"client-certificate-data: {Certificate}\n    client-key: nowhere.key"),
            PkiProblemId.PathNotFound, 5) { Certificates = 1, GoError = "unable to read client-key nowhere.key for a" },
        new("a file with an empty name", User("client-certificate: ''\n    client-key: ''\n    tokenFile: ''")),
        new("a file with a NUL in its name", User("client-certificate: \"/a\\0b\""), PkiProblemId.PathNotFound, 4),
        new("a file with a name of a megabyte",
            User("client-certificate: " + string.Concat(Enumerable.Repeat("/a", 500_000))), PkiProblemId.PathNotFound, 4),
        new("a file with a brace in its user's name",
            "clusters: []\nusers:\n- name: '{0'\n  user: {client-certificate: '{1}'}\n", PkiProblemId.PathNotFound, 4),
        new("a directory for a file", User("client-certificate: /etc"), PkiProblemId.NotRegularFile, 4),
        new("itself for a file", User("client-certificate: x.conf")),
        new("its own directory for a file", User("client-certificate: ."), PkiProblemId.NotRegularFile, 4),
        new("CRLF and lone CR", "clusters: []\r\nusers:\r- name: a\r- name: a\n", Bad, 4),
        new("a context of nobody", "clusters: []\nusers: []\ncurrent-context: nowhere\n", PkiProblemId.UnusableKubeconfig, 3),
        new("a token of a megabyte", User("token: " + new string('x', 1_000_000))),
        new("JSON with a comma too many", "{\"clusters\": [], \"users\": [],}", null),
        new("JSON cut off", "{\"clusters\": [], \"users\": [", NotYaml, 1),
        new("a YAML of a later year", "%YAML 9.9\n---\nclusters: []\nusers: []\n", NotYaml, 2),
        new("two documents", "clusters: []\nusers: []\n---\nclusters: [{name: b}]\n"),
    ];

    private readonly NodeTree _tree = NodeTree.Empty();

    public static TheoryData<string> Names => HostileFile.NamesOf(Files);

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_with_a_kubeconfig_is_told(string name) =>
        HostileFile.Judge(_tree, Files.Select(file => file with { FileName = "x.conf" }), name);

    [Fact]
    public void Every_length_of_a_kubeconfig_is_survived()
    {
        var text = User($"client-certificate-data: {Certificate}\n    client-key-data: {Key}")
            + "contexts: [{name: c, context: {user: a, cluster: b}}]\n";
        for (var length = 0; length < text.Length; length += length < 60 ? 1 : 17)
        {
            var judged = Judge.File(_tree.Write("/x.conf", text[..length]));
            Assert.All(judged.Problems, problem => Assert.Equal(_tree.Path("/x.conf"), problem.Path));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_damage_to_a_kubeconfig_is_more_than_a_problem(int seed)
    {
        var text = User("token: &t abc")
            .Replace("[]", "[{name: c, cluster: {server: 's', certificate-authority: /nope}}]", StringComparison.Ordinal);
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var mutant = new StringBuilder(text);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                mutant[random.Next(mutant.Length)] = "\0\t\n\r -:[]{}&*!|>'\"%@`#,?\\\u0085\ufeff"[random.Next(27)];
            Judge.File(_tree.Write("/x.conf", mutant.ToString()));
        }
    }

    [Fact]
    public void A_hundred_thousand_users_do_not_take_the_time_of_their_square()
    {
        var text = new StringBuilder("clusters: []\nusers:\n");
        for (var i = 0; i < 100_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- name: a{i}\n");
        var judged = Judge.File(_tree.Write("/x.conf", text.ToString()), bytesPerByte: 250);
        Assert.Equal(100_000, judged.Pki.Kubeconfigs.Single().Users.Count);
        Assert.True(judged.Time < TimeSpan.FromSeconds(10), $"{judged.Time}");
    }

    [Fact]
    public void Aliases_do_not_make_a_bundle_into_thousands()
    {
        var bundle = TestPki.Base64(string.Concat(Enumerable.Repeat(FixedKeys.LeafPem, 300)));
        var text = new StringBuilder($"clusters: []\nusers:\n- name: z\n  user: &u\n    client-certificate-data: {bundle}\n");
        for (var i = 0; i < 2000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- {{name: a{i}, user: *u}}\n");
        var judged = Judge.File(_tree.Write("/x.conf", text.ToString()), bytesPerByte: 100);
        judged.Problem(PkiProblemId.FileTooLarge, 5);
        Assert.InRange(judged.Certificates.Count, 1, 2000);
    }

    [Fact]
    public void Names_do_not_make_a_file_into_thousands()
    {
        _tree.Write("/bundle.crt", string.Concat(Enumerable.Repeat(FixedKeys.LeafPem, 2000)));
        var text = new StringBuilder("users: []\nclusters:\n");
        for (var i = 0; i < 500; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"- {{name: a{i}, cluster: {{certificate-authority: .{new string('/', i)}/bundle.crt}}}}\n");
        var judged = Judge.Path(_tree.Write("/x.conf", text.ToString()));
        Assert.Equal(PkiProblemId.FileTooLarge, Assert.Single(judged.Problems).Id);
        Assert.True(judged.Allocated < 60_000_000, $"{judged.Allocated}");
    }

    // The fields start in line 4.
    private static string User(string fields) => $"users:\n- name: a\n  user:\n    {fields}\nclusters: []\n";

    private static string Laughs()
    {
        var text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (var c = 'b'; c < 'z'; c++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + (char)(c - 1), 9))}]\n");
        return text + "clusters: *y\nusers: *y\n";
    }
}
