using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Cluster.Hosts;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Snapshots;

namespace KubePki.Tests.Node.Snapshots;

/// <summary>A snapshot says what the node says, and holds no secret.</summary>
public sealed partial class SnapshotTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kubepki-").FullName;

    [Theory]
    [InlineData("nodes", "expired-2020", "2020-07-28")]
    [InlineData("nodes", "outage-2019", "2019-09-09")]
    [InlineData("nodes", "healthy", "2020-01-01")]
    [InlineData("nodes", "cni-leftover", "2020-01-01")]
    [InlineData("nodes", "power-loss", "2020-01-01")]
    [InlineData("field", "cfssl-aggregator", "2026-07-01")]
    [InlineData("field", "hardway-expired", "2022-10-02")]
    [InlineData("field", "k3s-dynamic-cert", "2023-11-02T10:00:00Z")]
    [InlineData("field", "k3s-services", "2026-11-29")]
    [InlineData("field", "kops-aggregator-mismatch", "2026-11-29")]
    [InlineData("field", "kubespray-expired", "2021-01-25")]
    [InlineData("field", "microk8s-frontproxy", "2026-07-01")]
    [InlineData("field", "rke1-expired", "2020-04-01T02:15:00Z")]
    [InlineData("field", "worker-zero-bytes", "2026-11-29")]
    public void It_says_what_the_node_says(string kind, string name, string asOf)
    {
        using var tree = kind == "nodes" ? NodeTree.Unpack(name) : NodeTree.UnpackField(name);
        var root = kind == "nodes" ? tree.Root : tree.Path("/root");
        var moment = Moment(asOf);
        var snapshot = Save(root, moment);
        Assert.Equal(Said(root, moment), Said(snapshot, moment));
        AssertNoSecret(root, snapshot);
        // A snapshot of a snapshot is the same.
        var second = Path.Combine(_directory, "second.tar.gz");
        using (var output = File.Create(second))
            NodeSnapshot.Write(new ReadOptions { Root = snapshot, AsOf = moment }, "test", moment, output);
        Assert.Equal(Said(snapshot, moment), Said(second, moment));
    }

    [Theory]
    [InlineData("cp1", "cp1.tar.gz")]
    [InlineData("node_1.example", "node_1.example.tar.gz")]
    [InlineData("../.-a/b c", "a-b-c.tar.gz")]
    [InlineData("../", "node.tar.gz")]
    [InlineData(null, "node.tar.gz")]
    public void An_archive_is_named_after_its_node_or_its_host(string? name, string file)
    {
        Assert.Equal(file, NodeSnapshot.FileNameOf(name));
        Assert.Equal(file, new HostSnapshot($"root@{name}", null, "none").FileName);
    }

    [Fact]
    public void What_is_secret_goes_wherever_it_stands()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        const string Marker = "S3cr3t";
        string Next(string text) => text.Replace("MARK", Marker + "abcdefgh", StringComparison.Ordinal);
        tree.Write("/etc/kubernetes/user.conf", Next("""
            apiVersion: v1
            kind: Config
            # a comment with MARK
            current-context: c
            clusters: [{name: k, cluster: {server: 'https://bob:MARK@10.0.0.1:6443', extensions: [{name: x, extension: {a: MARK}}]}}]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            preferences: {x: MARK}
            unknown: MARK
            users:
            - name: u
              user:
                token: MARK
                password: MARK
                username: bob
                client-certificate-data: TUFSSyBNQVJLIE1BUks=
                exec: {apiVersion: v1, command: x, args: [--token=MARK, --password, MARK], env: [{name: A, value: MARK}]}
                auth-provider:
                  name: oidc
                  config: {client-secret: MARK, id-token: eyJhbGciOiJub25lIn0.eyJleHAiOjF9.MARK, refresh-token: MARK}
            """));
        tree.Write("/etc/kubernetes/manifests/x.yaml", Next("""
            apiVersion: v1
            kind: Pod
            metadata: {name: x, annotations: {a: MARK}}
            spec:
              containers:
              - name: kube-apiserver
                command: [kube-apiserver, --etcd-servers=https://u:MARK@127.0.0.1:2379, --oidc-client-secret=MARK, "--token", MARK]
                env: [{name: PASSWORD, value: MARK}]
            """));
        tree.Write("/etc/systemd/system/kubelet.service", Next("""
            [Service]
            # MARK
            Environment="TOKEN=MARK" "ARGS=--bootstrap-token=MARK --v=2"
            Environment=PASSWORD=MARK
            ExecStart=/usr/bin/kubelet --token MARK $ARGS \
              --api-password=MARK
            ExecStartPre=/bin/login MARK
            """));
        tree.Write("/var/lib/kubelet/kubeadm-flags.env", Next("KUBELET_KUBEADM_ARGS=\"--x-token=MARK\"\nDB_PASSWORD=MARK\nPLAIN=MARK\n"));
        tree.Write("/etc/kubernetes/pki/notes.crt", Next("MARK\n-----BEGIN MARK-----\nMARK\n-----BEGIN RSA PRIVATE KEY-----\nMARK\n"));
        tree.Write("/etc/cni/net.d/10-x.conflist", Next("""
            {"name":"x","plugins":[{"type":"calico","etcd_password":"MARK","k8s_auth_token":"MARK"}]}
            """));
        tree.Write("/etc/hostname", "node1\n");
        var snapshot = Save(tree.Root, Moment("2020-07-28"));
        var text = Unpacked(snapshot);
        Assert.DoesNotContain(Marker, text, StringComparison.Ordinal);
        Assert.DoesNotContain("TUFSSyBNQVJLIE1BUks", text, StringComparison.Ordinal);
        Assert.Contains("node1", text, StringComparison.Ordinal);
        AssertNoSecret(tree.Root, snapshot);
    }

    [Theory]
    [InlineData("--api-key=S3cr3tabcdefgh")]
    [InlineData("--secret-access-key S3cr3tabcdefgh")]
    [InlineData("--manifest-url-header=X-Auth:S3cr3tabcdefgh")]
    [InlineData("--basic-auth=bob:S3cr3tabcdefgh")]
    [InlineData("-p S3cr3tabcdefgh")]
    [InlineData("-u bob:S3cr3tabcdefgh")]
    [InlineData("--token \\\n  S3cr3tabcdefgh \\\n  --v=2")]
    [InlineData("'--token' \\\n  'S3cr3tabcdefgh'")]
    [InlineData("\"--token=x S3cr3tabcdefgh\"")]
    [InlineData("--token=a'S3cr3tabcdefgh'b")]
    [InlineData("--password=$(echo S3cr3tabcdefgh)")]
    [InlineData("run -e TOKEN=S3cr3tabcdefgh image")]
    [InlineData("sh -c \"PASSWORD=S3cr3tabcdefgh exec x\"")]
    [InlineData("--manifest-url=https://h/x?token=S3cr3tabcdefgh")]
    [InlineData("--master=https://u:p/S3cr3tabcdefgh@h:6443")]
    [InlineData("--etcd-servers=https://a@b:S3cr3tabcdefgh@h:2379")]
    [InlineData("S3cr3tabcdefgh")]
    public void No_word_of_a_command_is_shown_that_is_not_public(string words)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        tree.Write("/etc/systemd/system/kubelet.service",
            $"[Service]\nExecStart=/usr/bin/kubelet {words} \\\n  --node-ip=10.1.2.3\nRestart=always\n");
        var argument = words.Replace("\\\n", " ", StringComparison.Ordinal).Replace('"', '\'');
        tree.Write("/var/lib/kubelet/kubeadm-flags.env", $"KUBELET_KUBEADM_ARGS=\"{argument}\"\nDB_PASSWORD=/S3cr3tabcdefgh\n");
        var text = Unpacked(Save(tree.Root, Moment("2020-07-28")));
        Assert.DoesNotContain("S3cr3t", text, StringComparison.Ordinal);
        Assert.Contains("--node-ip=10.1.2.3", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_in_places_that_are_not_theirs_stay_on_the_node()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var pem = File.ReadAllText(tree.Path("/etc/kubernetes/pki/apiserver.key"));
        var key = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))));
        var certificate = Convert.FromBase64String(string.Concat(File.ReadAllText(tree.Path("/etc/kubernetes/pki/ca.crt")).Split('\n')
            .Where(line => !line.StartsWith("--", StringComparison.Ordinal))));
        string Indented(string text) => text.Replace("\n", "\n      ", StringComparison.Ordinal);
        string Pem(string label, byte[] data) =>
            $"-----BEGIN {label}-----\n{Convert.ToBase64String(data, Base64FormattingOptions.InsertLineBreaks)}\n-----END {label}-----\n";
        tree.Write("/etc/kubernetes/one.conf", $"""
            apiVersion: v1
            kind: Config
            clusters: []
            contexts: []
            users:
            - name: a
              user:
                client-certificate: /etc/kubernetes/pki/apiserver.crt
                client-key: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}
            - name: b
              user:
                tokenFile: abcdef.0123456789abcdef
                client-key: |
                  {Indented(pem)}
            """);
        tree.Write("/etc/kubernetes/two.conf", $"clusters: []\nusers: []\ncontexts: []\n? |\n      {Indented(pem)}\n: x\n");
        tree.Write("/etc/kubernetes/manifests/x.yaml", $"""
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - name: kube-apiserver
                command:
                - |
                  {Indented(pem)}
            """);
        tree.Write("/etc/kubernetes/pki/etcd/ca.crt", Pem("CERTIFICATE", [.. certificate, .. key]));
        tree.Write("/etc/kubernetes/pki/sa.pub", Pem("PUBLIC KEY", [.. Convert.FromBase64String(string.Concat(
            File.ReadAllText(tree.Path("/etc/kubernetes/pki/sa.pub")).Split('\n')
                .Where(line => !line.StartsWith("--", StringComparison.Ordinal)))), .. key]));
        tree.Write("/etc/kubernetes/pki/der.crt", [.. certificate, .. key]);
        var snapshot = Save(tree.Root, Moment("2020-07-28"));
        AssertNoSecret(tree.Root, snapshot);
        Assert.DoesNotContain(Encoding.Latin1.GetString(key[^200..^20]), Unpacked(snapshot), StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", Unpacked(snapshot), StringComparison.Ordinal);
        var said = string.Join('\n', Said(tree.Root, Moment("2020-07-28")));
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))[..40], said, StringComparison.Ordinal);
        Assert.DoesNotContain(pem.Split('\n')[1], said, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_node_a_public_part_is_no_key()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        using var archive = new MemoryStream();
        NodeSnapshot.Write(new ReadOptions { Root = tree.Root, AsOf = Moment("2020-07-28") }, "test", Moment("2020-07-28"), archive);
        archive.Position = 0;
        using var unpacked = NodeTree.Empty();
        TarFile.ExtractToDirectory(new GZipStream(archive, CompressionMode.Decompress), unpacked.Root, overwriteFiles: true);
        var node = new NodeReader(new ReadOptions { Root = unpacked.Root, AsOf = Moment("2020-07-28") }).ReadNode();
        Assert.DoesNotContain(node.Keys, key => key.IsPrivate);
        Assert.Contains(node.Problems, problem => problem.Reason.Contains("public part of a key", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    private string Save(string root, DateTimeOffset moment)
    {
        var path = Path.Combine(_directory, "snapshot.tar.gz");
        using var output = File.Create(path);
        Assert.False(NodeSnapshot.Write(new ReadOptions { Root = root, AsOf = moment }, "test", moment, output).IsEmpty);
        return path;
    }

    private static string[] Said(string root, DateTimeOffset moment)
    {
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = moment }).ReadNode();
        var spec = SpecBuilder.Build(node);
        return [.. Diagnosis.Run(node)
            .Select(finding => $"{finding} {string.Join('|', finding.Proof)} {finding.Remedy} {finding.CanRepair}")
            .Concat(node.Certificates.Select(certificate => $"{certificate.NodePath} {certificate.Index} {certificate.Status} "
                + $"{certificate.KeyMatches} {certificate.ExternallyManaged}"))
            .Concat(node.Keys.Select(key => $"{key.NodePath} {key} {key.Format} {key.IsPrivate} {key.PublicKeyHash}"))
            .Concat(node.Kubeconfigs.Select(kubeconfig =>
                $"{kubeconfig.NodePath} {kubeconfig.Status} {kubeconfig.Server} {kubeconfig.Context}"))
            .Concat(node.Problems.Select(problem => $"{problem.NodePath} {problem.Reason}"))
            .Append($"{spec.NodeName} {spec.ControlPlaneEndpoint} {spec.KubernetesVersion}")
            .Select(line => Line().Replace(line.Replace(root, "ROOT", StringComparison.Ordinal), ":N"))];
    }

    // In a snapshot configurations have other lines.
    [GeneratedRegex(@"(?<=\.(?:conf|yaml|yml|json|env|service|kubeconfig|conflist|config)):\d+\b")]
    private static partial Regex Line();

    /// <summary>No line of a private key is in it, as it stands there or in base64 of base64, and no token or password.</summary>
    private static void AssertNoSecret(string root, string snapshot)
    {
        var text = Unpacked(snapshot);
        foreach (var path in Directory.EnumerateFiles(root, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (new FileInfo(path) is { LinkTarget: not null } or { Length: > 1024 * 1024 })
                continue;
            foreach (var secret in Secrets(File.ReadAllText(path)))
            {
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{path}: {secret[..8]}…");
            }
        }
    }

    private static IEnumerable<string> Secrets(string text)
    {
        foreach (Match block in PrivateKey().Matches(text))
        {
            // The public point is a part of an EC key.
            var keys = PkiFileParser.Parse(Encoding.UTF8.GetBytes(block.Value), CancellationToken.None).Keys;
            foreach (var line in block.Groups[1].Value.Split('\n').Select(line => line.Trim())
                .Where(line => line.Length > 24 && !line.Contains(':') && !keys.Exists(key => IsIn(line, key.PublicKeyInfo))))
                yield return line;
        }
        foreach (Match value in Base64().Matches(text))
        {
            var inner = "";
            try
            {
                inner = Encoding.Latin1.GetString(Convert.FromBase64String(value.Value));
            }
            catch (FormatException)
            {
                // Not base64 as a whole.
            }
            if (inner.Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                yield return value.Value;
                foreach (var secret in Secrets(inner))
                    yield return secret;
            }
        }
        foreach (Match token in Token().Matches(text))
            yield return token.Groups[1].Value;
    }

    private static bool IsIn(string line, byte[]? publicKey)
    {
        var octets = new byte[line.Length];
        return publicKey is not null && Convert.TryFromBase64String(line, octets, out var length)
            && publicKey.AsSpan().IndexOf(octets.AsSpan(0, length)) >= 0;
    }

    // All names and contents, and what is base64 in them, decoded.
    private static string Unpacked(string snapshot)
    {
        var text = new StringBuilder();
        using var reader = new TarReader(new GZipStream(File.OpenRead(snapshot), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            text.AppendLine(entry.Name);
            if (entry.DataStream is not { } data)
                continue;
            using var memory = new MemoryStream();
            data.CopyTo(memory);
            var content = Encoding.Latin1.GetString(memory.ToArray());
            text.AppendLine(content);
            foreach (Match value in Base64().Matches(content))
            {
                try
                {
                    text.AppendLine(Encoding.Latin1.GetString(Convert.FromBase64String(value.Value)));
                }
                catch (FormatException)
                {
                    // Not base64 as a whole.
                }
            }
        }
        return text.ToString();
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END [A-Z ]*-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("[A-Za-z0-9+/]{40,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex(@"(?:token|password):\s*[""']?([^\s""']{8,})")]
    private static partial Regex Token();
}
