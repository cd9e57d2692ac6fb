using System.Security.Cryptography;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Keys that nobody may get a certificate for: from files that a user gives, and from a node.</summary>
public sealed class RefusedKeyTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    private static readonly byte[] Info = Good.Request.Key.ExportSubjectPublicKeyInfo();

    private static readonly byte[] Hash = SHA256.HashData(Info);

    public static TheoryData<string, string> Files() => new()
    {
        { "hexadecimal", Convert.ToHexStringLower(Hash) },
        { "capitals", Convert.ToHexString(Hash) },
        { "colons", string.Join(':', Hash.Select(octet => octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))) },
        { "as kubeadm writes it", "sha256:" + Convert.ToHexStringLower(Hash) },
        { "base64", Convert.ToBase64String(Hash) },
        { "base64 without a filler", Convert.ToBase64String(Hash).TrimEnd('=') },
        { "base64 for URLs", Convert.ToBase64String(Hash).TrimEnd('=').Replace('+', '-').Replace('/', '_') },
        { "as curl writes it", "sha256//" + Convert.ToBase64String(Hash) },
        { "with a comment", "# leaked in May\r\n\r\n  " + Convert.ToHexStringLower(Hash) + "  worker-1, stolen  # by whom?\r\n" },
        { "behind a byte order mark", "\uFEFF" + Convert.ToHexStringLower(Hash) },
        { "a public key", Good.Request.Key.ExportSubjectPublicKeyInfoPem() },
        { "a private key", Good.Request.Key.ExportPkcs8PrivateKeyPem() },
        { "an old private key with parameters", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + (
            (ECDsa)Good.Request.Key).ExportECPrivateKeyPem() },
        { "a request", Good.Request.Pem() },
        { "a line behind a block", TestPki.Authority("x").ExportCertificatePem() + "\n" + Convert.ToHexStringLower(Hash) + "\n" },
        { "a block behind a line", new string('0', 64) + "\n" + Good.Request.Key.ExportSubjectPublicKeyInfoPem() },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_key_that_a_file_names_is_refused(string title, string text)
    {
        using var files = NodeTree.Empty();
        var decision = Judge(Good, new CsrInputs { AsOf = CsrDraft.AsOf, RefusedKeyFiles = [files.Write("/refused.txt", text)] });
        Assert.True(decision.Failed.SequenceEqual(["KeyIsNotRefused"]) && decision.Decision == CsrAnswer.Deny, $"{title}: {decision}");
        Assert.DoesNotContain("PRIVATE", decision.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_behind_a_hash_is_told() =>
        Assert.Contains("it is the key of worker-1, stolen", Refused(Convert.ToHexStringLower(Hash) + " worker-1, stolen").Sentence,
            StringComparison.Ordinal);

    [Fact]
    public void Of_a_key_that_is_known_whole_its_kin_are_refused_too()
    {
        var (p, q) = (WeakRsa.Prime(1024, "p"), WeakRsa.Prime(1024, "q"));
        var pem = PemEncoding.WriteString("PUBLIC KEY", WeakRsa.Of(p, q).PublicKeyInfo);
        using var files = NodeTree.Empty();
        var inputs = new CsrInputs { AsOf = CsrDraft.AsOf, RefusedKeyFiles = [files.Write("/sa.pub", pem)] };
        Assert.Equal("KeyIsNotRefused", Judge(WeakRsa.Of(p, q, 65539).In(Good), inputs).Failed.Single());
    }

    [Theory]
    [InlineData("", "empty", 0)]
    [InlineData("# nothing\n", "it contains no key", 1)]
    [InlineData("\n\nabc\n", "not the SHA-256 hash", 3)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n", "not the SHA-256 hash", 1)]
    [InlineData("sha1:0123456789abcdef0123456789abcdef01234567\n", "not the SHA-256 hash", 1)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "does not contain a readable key", 1)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n", "truncated", 1)]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", "encrypted", 0)]
    public void What_is_no_key_refuses_the_whole_file(string text, string reason, int line)
    {
        using var files = NodeTree.Empty();
        var problem = Assert.Throws<PkiProblemException>(() =>
            new CsrInputs { AsOf = CsrDraft.AsOf, RefusedKeyFiles = [files.Write("/refused.txt", text)] }.Read([], [])).Problem;
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
    }

    [Fact]
    public void A_nodes_keys_flags_and_signer_count_where_it_is_named()
    {
        using var node = NodeTree.Unpack("healthy");
        var inputs = new CsrInputs { AsOf = CsrDraft.AsOf, Root = node.Root };
        var context = inputs.Read([], []);
        Assert.Equal(["10.96.0.0/12"], context.Network.ServiceRanges);
        Assert.Contains("service-cluster-ip-range", context.Network.ServiceRangeSources[0], StringComparison.Ordinal);
        Assert.Equal("kubernetes", context.SignerAuthority?.CommonName);
        Assert.Contains(context.TrustedAuthorities!, ca => ca.PublicKeyHash == context.SignerAuthority!.PublicKeyHash);
        foreach (var (file, request) in new[] { ("/etc/kubernetes/pki/ca.key", "the CA"),
            ("/etc/kubernetes/pki/sa.key", "service accounts"), ("/etc/kubernetes/pki/apiserver.key", "the API server"),
                ("/etc/kubernetes/pki/etcd/ca.key", "etcd's CA") })
        {
            using var key = RSA.Create();
            key.ImportFromPem(File.ReadAllText(node.Path(file)));
            var decision = Judge(Good with { Request = Good.Request with { Key = key } }, inputs);
            Assert.True(decision.Failed.Contains("KeyIsNotRefused"), request);
        }
    }

    [Fact]
    public void So_do_those_that_lie_behind_a_link_which_is_absolute_on_the_node()
    {
        using var node = NodeTree.Unpack("healthy");
        Directory.CreateDirectory(node.Path("/srv"));
        Directory.Move(node.Path("/etc/kubernetes"), node.Path("/srv/of-a-node"));
        node.Link("/etc/kubernetes", "/srv/of-a-node");
        Assert.NotEmpty(new CsrInputs { AsOf = CsrDraft.AsOf, Root = node.Root }.Read([], []).RefusedKeys);
    }

    [Fact]
    public void A_kubelets_own_key_is_its_own()
    {
        using var node = NodeTree.Unpack("healthy");
        var pem = File.ReadAllText(Directory.EnumerateFiles(node.Path("/var/lib/kubelet/pki"), "kubelet-client-2*.pem").First());
        using AsymmetricAlgorithm key = pem.Contains("RSA PRIVATE", StringComparison.Ordinal) ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(pem.AsSpan(pem.LastIndexOf("-----BEGIN ", StringComparison.Ordinal)));
        Assert.DoesNotContain("KeyIsNotRefused", Judge(Good with { Request = Good.Request with { Key = key } },
            new CsrInputs { AsOf = CsrDraft.AsOf, Root = node.Root }).Failed);
    }

    [Fact]
    public void A_root_without_a_node_is_a_problem()
    {
        using var empty = NodeTree.Empty();
        Assert.Equal(PkiProblemId.NodeNotFound, Assert.Throws<PkiProblemException>(() =>
            new CsrInputs { AsOf = CsrDraft.AsOf, Root = empty.Root }.Read([], [])).Problem.Id);
    }

    [Fact]
    public void The_signers_CA_is_a_file()
    {
        using var files = NodeTree.Empty();
        using var signer = TestPki.Authority("kubernetes");
        using var other = TestPki.Authority("kubernetes");
        var file = files.Write("/ca.crt", signer.ExportCertificatePem());
        var stranger = files.Write("/other.crt", other.ExportCertificatePem());
        var asOf = new DateTimeOffset(signer.NotBefore.ToUniversalTime(), TimeSpan.Zero).AddDays(1);
        CsrDecision Ask(CsrInputs inputs) => new CsrJudge(Cluster.Context with { SignerAuthority = inputs.Read([], []).SignerAuthority,
            TrustedAuthorities = inputs.Read([], []).TrustedAuthorities, AsOf = CsrDraft.AsOf }).Judge(Good.Read());
        Assert.Equal(CsrAnswer.Approve, Ask(new CsrInputs { AsOf = asOf, SignerAuthorityFile = file, TrustedAuthorityFile = file })
            .Decision);
        Assert.Equal("SignerAuthority", Ask(new CsrInputs { AsOf = asOf, SignerAuthorityFile = file, TrustedAuthorityFile = stranger })
            .Failed.Single());
        var two = files.Write("/two.crt", signer.ExportCertificatePem() + "\n" + other.ExportCertificatePem());
        Assert.Contains("exactly one", Assert.Throws<PkiProblemException>(() =>
            Ask(new CsrInputs { AsOf = asOf, SignerAuthorityFile = two })).Problem.Reason, StringComparison.Ordinal);
        Assert.Throws<PkiProblemException>(() => Ask(new CsrInputs { AsOf = asOf, SignerAuthorityFile = files.Write("/none", "x") }));
    }

    private static CsrDecision Refused(string text)
    {
        using var files = NodeTree.Empty();
        return Judge(Good, new CsrInputs { AsOf = CsrDraft.AsOf, RefusedKeyFiles = [files.Write("/refused.txt", text)] });
    }

    private static CsrDecision Judge(CsrDraft draft, CsrInputs inputs) =>
        Cluster.Judge(draft, Cluster.Context with { RefusedKeys = inputs.Read([], []).RefusedKeys });
}
