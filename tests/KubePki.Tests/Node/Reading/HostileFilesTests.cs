using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Reading;

/// <summary>Bad input is ordinary: it gives problems, what is good beside it is still read, nothing is thrown and nothing hangs.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private static readonly X509Certificate2 Authority = TestPki.Authority("kubernetes");
    private static readonly X509Certificate2 Leaf = TestPki.Leaf(Authority, "CN=kube-apiserver", null, "a.example", "b.example");
    private static readonly string Pem = Leaf.ExportCertificatePem() + "\n";

    private readonly NodeTree _tree = NodeTree.Empty();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_pem_cut_off_anywhere_is_a_problem_at_its_first_line()
    {
        var end = Pem.IndexOf("-----END", StringComparison.Ordinal);
        for (var length = 28; length < end + 20; length += 25)
            AssertOneProblem(Pem[..length], PkiProblemId.MalformedPem, line: 1);
    }

    [Fact]
    public void A_der_cut_off_anywhere_is_a_problem()
    {
        var der = Leaf.RawData;
        for (var length = 1; length < der.Length; length += 3)
        {
            var snapshot = Read(_tree.Write("/cut.der", der[..length]));
            Assert.NotEmpty(snapshot.Problems);
        }
    }

    [Fact]
    public void Every_flipped_byte_is_survived_and_what_go_refuses_is_told_in_its_words()
    {
        var der = Leaf.RawData;
        var random = new Random(20200727);
        for (var i = 0; i < 2000; i++)
        {
            var mutant = (byte[])der.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            var snapshot = Read(_tree.Write("/mutant.crt", mutant));
            Assert.All(snapshot.Problems, problem => Assert.False(string.IsNullOrEmpty(problem.Reason)));
            Assert.All(snapshot.Certificates, certificate => Assert.NotNull(certificate.ToString()));
            if (snapshot.Certificates.Count == 0)
                Assert.NotEmpty(snapshot.Problems);
        }
    }

    [Fact]
    public void Flipped_keys_and_requests_are_survived()
    {
        using var key = System.Security.Cryptography.RSA.Create(1024);
        var request = new CertificateRequest("CN=x", key, System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        byte[][] seeds =
        [
            key.ExportRSAPrivateKey(), key.ExportPkcs8PrivateKey(),
            Leaf.GetECDsaPrivateKey()!.ExportECPrivateKey(), request.CreateSigningRequest(),
        ];
        var random = new Random(20190908);
        foreach (var seed in seeds)
        {
            for (var i = 0; i < 400; i++)
            {
                var mutant = seed[..(i % 5 == 0 ? random.Next(seed.Length) : seed.Length)];
                if (mutant.Length > 0)
                    mutant[random.Next(mutant.Length)] ^= (byte)(1 << random.Next(8));
                Read(_tree.Write("/mutant.der", mutant));
            }
        }
    }

    public static TheoryData<string, string, string, int, int> BadPems() => new()
    {
        // name, text, problem, line, certificates that are listed all the same
        { "END of another kind", Pem.Replace("END CERTIFICATE", "END X", StringComparison.Ordinal), PkiProblemId.MalformedPem, 1, 0 },
        {
            "BEGIN without dashes", Pem.Replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE", StringComparison.Ordinal),
            PkiProblemId.MalformedPem, 1, 0
        },
        { "not base64", Pem.Replace("MII", "M*I", StringComparison.Ordinal), PkiProblemId.MalformedPem, 1, 0 },
        { "BEGIN twice", "text\n-----BEGIN CERTIFICATE-----\nAAAA\n" + Pem, PkiProblemId.MalformedPem, 2, 1 },
        { "byte order mark", "\uFEFF" + Pem, PkiProblemId.MalformedPem, 1, 1 },
        { "indented", "x\n  " + Pem.Replace("\n", "\n  ", StringComparison.Ordinal), PkiProblemId.MalformedPem, 2, 1 },
        { "one line", Pem.Replace("\n", "", StringComparison.Ordinal), PkiProblemId.MalformedPem, 1, 1 },
        { "old Macintosh", Pem.Replace('\n', '\r'), PkiProblemId.MalformedPem, 1, 1 },
        { "trusted", Pem.Replace("CERTIFICATE", "TRUSTED CERTIFICATE", StringComparison.Ordinal), PkiProblemId.MalformedPem, 1, 1 },
        { "x509", Pem.Replace("CERTIFICATE", "X509 CERTIFICATE", StringComparison.Ordinal), PkiProblemId.MalformedPem, 1, 1 },
        {
            "headers", Pem.Replace("CERTIFICATE-----\nMII", "CERTIFICATE-----\nA: b\n\nMII", StringComparison.Ordinal),
            PkiProblemId.MalformedPem, 1, 1
        },
        { "empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", PkiProblemId.MalformedCertificate, 1, 0 },
        { "a key's label", Pem.Replace("CERTIFICATE", "EC PRIVATE KEY", StringComparison.Ordinal), PkiProblemId.MalformedKey, 1, 0 },
        { "trailing octets", PemEncode("CERTIFICATE", [.. Leaf.RawData, 0]), PkiProblemId.MalformedCertificate, 1, 1 },
        { "nothing of a PKI", "hello\n", PkiProblemId.NoPkiData, 0, 0 },
        { "empty", "", PkiProblemId.EmptyFile, 0, 0 },
        { "one byte", "0", PkiProblemId.NoPkiData, 0, 0 },
        { "good after bad", Pem[..100] + "\n" + Pem, PkiProblemId.MalformedPem, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(BadPems))]
    public void Broken_pem_is_told_with_its_line(string name, string text, string problem, int line, int certificates)
    {
        var snapshot = Read(_tree.Write("/bad.crt", text));
        var only = Assert.Single(snapshot.Problems);
        Assert.True((problem, line) == (only.Id, only.Line), $"{name}: {only.Id} at {only.Line}");
        Assert.Equal(certificates, snapshot.Certificates.Count);
    }

    public static TheoryData<string> GoodPems() => new()
    {
        Pem.ReplaceLineEndings("\r\n"),
        "Subject: x\n\n" + Pem + "trailing text",
        Pem.TrimEnd('\n'),
        Pem.Replace("-----\n", "-----  \t\n", StringComparison.Ordinal),
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + TestPki.KeyPem(Leaf) + "\n" + Pem,
        Pem + TestPki.KeyPem(Leaf),
        Pem.Insert(Pem.IndexOf('\n', 40), "\n\n"),
    };

    [Theory]
    [MemberData(nameof(GoodPems))]
    public void What_kubernetes_takes_is_no_problem(string text)
    {
        var snapshot = Read(_tree.Write("/good.pem", text));
        Assert.Empty(snapshot.Problems);
        Assert.Equal("kube-apiserver", Assert.Single(snapshot.Certificates).CommonName);
    }

    public static TheoryData<string> BadYaml() => new()
    {
        "clusters: [\nusers: {",
        "clusters:\n\t- x\nusers: []",
        new string('[', 100_000) + "clusters users",
        string.Concat(Enumerable.Repeat("{clusters: ", 5_000)) + "users",
        "clusters: &a [*a]\nusers: []",
        "clusters: *nobody\nusers: []",
        "clusters: \"\0\"\nusers: []",
        "clusters: !!binary |\n  x\nusers: [}",
        "- clusters\n- users",
        "clusters users",
        "%YAML 9.9\n---\nclusters: 1\nusers: [",
        "kind: Pod\nclusters: []\nusers: []",
    };

    [Theory]
    [MemberData(nameof(BadYaml))]
    public void Broken_yaml_is_a_problem(string text)
    {
        var snapshot = Read(_tree.Write("/admin.conf", text));
        Assert.NotEmpty(snapshot.Problems);
        Assert.All(snapshot.Problems, problem => Assert.EndsWith("admin.conf", problem.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Alias_bombs_take_no_memory()
    {
        var text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (var c = 'b'; c < 'z'; c++)
            text.Append(CultureInfo.InvariantCulture,
                $"{c}: &{c} [*{(char)(c - 1)},*{(char)(c - 1)},*{(char)(c - 1)},*{(char)(c - 1)},*{(char)(c - 1)},*{(char)(c - 1)}]\n");
        text.Append("clusters: *y\nusers: *y\n");
        var path = _tree.Write("/bomb.conf", text.ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Not_utf8_is_a_problem_with_its_offset()
    {
        var problem = Assert.Single(Read(_tree.Write("/x.conf", [.. "clusters: \xc3\xa9users"u8, 0xff, 0xfe])).Problems);
        Assert.Equal(PkiProblemId.MalformedYaml, problem.Id);
        Assert.Equal("yaml: invalid leading UTF-8 octet", problem.GoError);
    }

    [Fact]
    public void A_million_begin_lines_take_one_pass()
    {
        var path = _tree.Write("/begin.crt", string.Concat(Enumerable.Repeat("-----BEGIN ", 95_000)));
        Assert.NotEmpty(Read(path).Problems);
        path = _tree.Write("/begin.crt", string.Concat(Enumerable.Repeat("-----BEGIN CERTIFICATE-----\n", 37_000)));
        Assert.Equal("36900 more blocks after this line are broken", Read(path).Problems[^1].Reason);
    }

    [Fact]
    public void A_bundle_of_ten_thousand_is_listed_with_places()
    {
        var path = _tree.Write("/bundle.crt", string.Concat(Enumerable.Repeat(Pem, 10_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var snapshot = Read(path);
        Assert.Empty(snapshot.Problems);
        Assert.Equal(Enumerable.Range(0, 10_000), snapshot.Certificates.Select(certificate => certificate.Index));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30 * new FileInfo(path).Length);
    }

    [Fact]
    public void A_file_that_was_named_and_cannot_be_asked_about_is_not_said_to_be_missing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tree.Link("/loop.csv", "loop.csv");
        Assert.Equal(PkiProblemId.LinkLoop, Problem("/loop.csv").Id);
        Assert.Equal(PkiProblemId.PathNotFound, Problem("/nothing.csv").Id);
        Assert.Equal((PkiProblemId.UnreadableFile, "File name too long"), (Problem("/" + new string('x', 300)) is var problem
            ? (problem.Id, problem.Reason) : default));

        PkiProblem Problem(string path) => KubePki.Cluster.Csr.Policy.NodeListFile.Read(_tree.Path(path)).Problems.Single();
    }

    [Fact]
    public void Of_a_hundred_megabytes_sixteen_are_read()
    {
        var path = _tree.Path("/huge.crt");
        using (var file = File.Create(path))
        {
            file.Write(Encoding.ASCII.GetBytes(Pem));
            file.SetLength(100 * 1024 * 1024);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        var snapshot = Read(path);
        Assert.Equal(PkiProblemId.FileTooLarge, Assert.Single(snapshot.Problems).Id);
        Assert.Single(snapshot.Certificates);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * 1024 * 1024);
    }

    [Fact]
    public void A_directory_full_of_traps_is_read_to_its_end()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_tree.Path("/d/dir.crt"));
        _tree.Write("/d/good.crt", Pem);
        _tree.Link("/d/dangling.crt", "/nowhere");
        _tree.Link("/d/loop1.crt", "loop2.crt");
        _tree.Link("/d/loop2.crt", "loop1.crt");
        _tree.Link("/d/zero.crt", "/dev/zero");
        _tree.Link("/d/self", ".");
        System.Diagnostics.Process.Start("mkfifo", _tree.Path("/d/pipe.crt")).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_tree.Path("/d/socket.crt")));

        var snapshots = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf, Recurse = true }).ReadPath(_tree.Path("/d")).ToList();
        Assert.Equal("good", Assert.Single(snapshots.SelectMany(snapshot => snapshot.Certificates)).Name);
        var problems = snapshots.SelectMany(snapshot => snapshot.Problems)
            .ToDictionary(problem => Path.GetFileName(problem.Path), problem => problem.Id);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["dangling.crt"] = PkiProblemId.DanglingLink,
                ["dir.crt"] = PkiProblemId.NotRegularFile,
                ["loop1.crt"] = PkiProblemId.LinkLoop,
                ["loop2.crt"] = PkiProblemId.LinkLoop,
                ["pipe.crt"] = PkiProblemId.NotRegularFile,
                ["socket.crt"] = PkiProblemId.NotRegularFile,
                ["zero.crt"] = PkiProblemId.NotRegularFile,
            },
            problems);
    }

    [Fact]
    public void The_same_traps_inside_a_root()
    {
        using var node = NodeTree.Empty();
        TestPki.Put(node, "/etc/kubernetes/pki/ca", Authority);
        node.Link("/etc/kubernetes/pki/a.crt", "/etc/kubernetes/pki/b.crt");
        node.Link("/etc/kubernetes/pki/b.crt", "/etc/kubernetes/pki/a.crt");
        node.Link("/etc/kubernetes/pki/etcd", "../pki");
        var pki = new NodeReader(new ReadOptions { Root = node.Root, AsOf = TestPki.AsOf }).ReadNode();
        Assert.Equal([PkiProblemId.LinkLoop, PkiProblemId.LinkLoop], pki.Problems.Select(problem => problem.Id));
        Assert.Single(pki.Certificates);
    }

    [Fact]
    public async Task Files_that_vanish_while_they_are_read_are_survived()
    {
        var stop = false;
        var path = _tree.Write("/v/x.crt", Pem);
        var vandal = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                File.Delete(path);
                File.WriteAllText(path, Pem);
            }
        });
        for (var i = 0; i < 300; i++)
        {
            var snapshot = new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(_tree.Path("/v")).Single();
            Assert.True(snapshot.Certificates.Count <= 1);
        }
        Volatile.Write(ref stop, true);
        await vandal;
    }

    [Fact]
    public void Reading_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 50; i++)
            _tree.Write($"/many/{i}/x.crt", Pem);
        var read = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in new NodeReader(new ReadOptions { AsOf = TestPki.AsOf, Recurse = true, Threads = 1 }, stop.Token)
                .ReadPath(_tree.Path("/many")))
            {
                if (++read == 3)
                    stop.Cancel();
            }
        });
        Assert.Equal(3, read);
    }

    [Fact]
    public void The_machines_culture_does_not_matter()
    {
        var path = _tree.Write("/x.crt", Pem);
        var expected = Describe();
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ";", PercentSymbol = "?" };
        odd.DateTimeFormat = new DateTimeFormatInfo
        {
            DateSeparator = "_",
            TimeSeparator = "#",
            AbbreviatedMonthNames = [.. Enumerable.Repeat("Xxx", 12), ""],
        };
        var saved = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Describe());
        }
        finally
        {
            CultureInfo.CurrentCulture = saved;
        }

        string Describe()
        {
            var certificates = Read(path).Certificates;
            var csv = new StringWriter();
            new KubePki.Reports.CsvTable(csv).Write(certificates[0] with { AsOf = TestPki.AsOf.AddYears(5) });
            return certificates[0] + KubePki.Reports.CertificateTable.Write(certificates, wide: true) + csv;
        }
    }

    private void AssertOneProblem(string text, string id, int line)
    {
        var problem = Assert.Single(Read(_tree.Write("/cut.crt", text)).Problems);
        Assert.Equal((id, line), (problem.Id, problem.Line));
    }

    private static string PemEncode(string label, byte[] octets) => new(System.Security.Cryptography.PemEncoding.Write(label, octets));

    private static NodePki Read(string path) => new NodeReader(new ReadOptions { AsOf = TestPki.AsOf }).ReadPath(path).Single();
}
