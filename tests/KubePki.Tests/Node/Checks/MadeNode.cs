using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Checks;

/// <summary>A node as an installer leaves it, as data: what lies where, and who signed it.</summary>
internal sealed record MadeNode(string Name)
{
    public const string Host = "node1";
    public const string Address = "10.2.1.151";

    /// <summary>The names of an API server that all installers give it.</summary>
    public const string ApiNames =
        $"kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local,localhost,{Host},127.0.0.1,{Address}";

    /// <summary>A CA; its key lies beside it unless it is said where, or that there is none.</summary>
    public sealed record Authority(string Id, string Subject, string Path, string? Key = "beside")
    {
        public DateTimeOffset Start { get; init; } = TestPki.Start;

        public DateTimeOffset End { get; init; } = TestPki.Start.AddYears(10);
    }

    /// <summary>A certificate; usages are <c>client</c>, <c>server</c> or <c>both</c>. A key of the same path is in its file.</summary>
    public sealed record Leaf(string Path, string Signer, string Subject, string Usages = "client", string Names = "")
    {
        public string? Key { get; init; }

        public DateTimeOffset Start { get; init; } = TestPki.Start;

        public DateTimeOffset End { get; init; } = TestPki.Start.AddYears(1);
    }

    /// <summary>A kubeconfig. Without a credential a command makes it.</summary>
    public sealed record Conf(string Path, string Server, string Signer)
    {
        /// <summary>What it embeds.</summary>
        public Leaf? Embedded { get; init; }

        /// <summary>The file that it names.</summary>
        public string? Certificate { get; init; }

        public string? Key { get; init; }

        public string? Token { get; init; }

        /// <summary>The file of the CA that it names; embedded without.</summary>
        public string? AuthorityFile { get; init; }
    }

    /// <summary>What Kubernetes calls it, if it has ways of its own.</summary>
    public string? Distribution { get; init; }

    public Authority[] Authorities { get; init; } = [];

    public Leaf[] Leaves { get; init; } = [];

    public Conf[] Confs { get; init; } = [];

    /// <summary>Keys that sign tokens; the public half lies in the second file, if there is one.</summary>
    public (string Private, string? Public)[] KeyPairs { get; init; } = [];

    public (string Path, string Text)[] Texts { get; init; } = [];

    public (string Path, string Target)[] Links { get; init; } = [];

    /// <summary>Whether each certificate has that of its CA behind it in its file, as k3s writes them.</summary>
    public bool CarriesChain { get; init; }

    /// <summary>The mode of its keys and kubeconfigs.</summary>
    public UnixFileMode SecretMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What is told of it although it is as the installer made it: the check and its target, and behind a colon why.</summary>
    public string[] Argued { get; init; } = [];

    public override string ToString() => Name;

    /// <summary>Writes it.</summary>
    public NodeTree Build()
    {
        var tree = NodeTree.Empty();
        tree.Write("/etc/hostname", Host + "\n");
        var signers = Authorities.ToDictionary(authority => authority.Id, authority => Make(tree, authority), StringComparer.Ordinal);
        foreach (var leaf in Leaves)
            Write(tree, leaf, signers[leaf.Signer]);
        foreach (var conf in Confs)
            tree.Write(conf.Path, TextOf(conf, signers[conf.Signer]));
        foreach (var (secret, open) in KeyPairs)
        {
            using var key = RSA.Create(2048);
            tree.Write(secret, key.ExportRSAPrivateKeyPem());
            if (open is not null)
                tree.Write(open, key.ExportSubjectPublicKeyInfoPem());
        }
        foreach (var (path, text) in Texts)
            tree.Write(path, text);
        foreach (var (path, target) in Links)
            tree.Link(path, target);
        Close(tree);
        foreach (var signer in signers.Values)
            signer.Dispose();
        return tree;
    }

    /// <summary>The same node with other dates on some of its certificates.</summary>
    public MadeNode Dated(Func<Leaf, bool> which, DateTimeOffset start, DateTimeOffset end) => this with
    {
        Leaves = [.. Leaves.Select(leaf => which(leaf) ? leaf with { Start = start, End = end } : leaf)],
        Confs = [.. Confs.Select(conf => conf.Embedded is { } embedded && which(embedded with { Path = conf.Path })
            ? conf with { Embedded = embedded with { Start = start, End = end } } : conf)],
    };

    /// <summary>What the checks find in a tree.</summary>
    public static IReadOnlyList<KubePkiFinding> Findings(NodeTree tree, DateTimeOffset? asOf = null) => Diagnosis.Run(Read(tree, asOf));

    public static NodePki Read(NodeTree tree, DateTimeOffset? asOf = null) =>
        new NodeReader(new ReadOptions { Root = tree.Root, AsOf = asOf ?? TestPki.AsOf }).ReadNode();

    /// <summary>A manifest of a static pod, of which the host's files are mounted where they lie.</summary>
    public static string Manifest(string name, params string[] flags) => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
          namespace: kube-system
        spec:
          containers:
          - name: {name}
            image: registry.k8s.io/{name}:v1.31.4
            command:
            - {name}
        {string.Join('\n', flags.Select(flag => $"    - --{flag}"))}
            volumeMounts:
            - mountPath: /etc
              name: etc
            - mountPath: /srv
              name: srv
            - mountPath: /var/lib
              name: lib
          volumes:
          - hostPath:
              path: /etc
            name: etc
          - hostPath:
              path: /srv
            name: srv
          - hostPath:
              path: /var/lib
            name: lib
        """;

    private static X509Certificate2 Make(NodeTree tree, Authority authority)
    {
        var made = new TestCertificate(authority.Subject)
        {
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
            Start = authority.Start,
            End = authority.End,
        }.SignedBy(null);
        tree.Write(authority.Path, made.ExportCertificatePem() + "\n");
        if (authority.Key is not null)
            tree.Write(authority.Key == "beside" ? KeyOf(authority.Path) : authority.Key, TestPki.KeyPem(made) + "\n");
        return made;
    }

    private void Write(NodeTree tree, Leaf leaf, X509Certificate2 signer)
    {
        using var made = Make(leaf, signer);
        var chain = CarriesChain ? signer.ExportCertificatePem() + "\n" : "";
        var (certificate, key) = ($"{made.ExportCertificatePem()}\n{chain}", TestPki.KeyPem(made) + "\n");
        if (leaf.Path.EndsWith(".json", StringComparison.Ordinal))
        {
            tree.Write(leaf.Path, $$$"""
                {"metadata":{"name":"serving"},
                 "data":{"tls.crt":"{{{TestPki.Base64(certificate)}}}","tls.key":"{{{TestPki.Base64(key)}}}"}}
                """);
            return;
        }
        var isOneFile = leaf.Key == leaf.Path;
        tree.Write(leaf.Path, isOneFile ? certificate + key : certificate);
        if (!isOneFile)
            tree.Write(leaf.Key ?? KeyOf(leaf.Path), key);
    }

    private static X509Certificate2 Make(Leaf leaf, X509Certificate2 signer) => new TestCertificate(leaf.Subject)
    {
        Usages = leaf.Usages switch { "both" => ["serverAuth", "clientAuth"], "server" => ["serverAuth"], _ => ["clientAuth"] },
        Names = leaf.Names.Split(',', StringSplitOptions.RemoveEmptyEntries),
        Start = leaf.Start,
        End = leaf.End,
    }.SignedBy(signer);

    private static string TextOf(Conf conf, X509Certificate2 signer)
    {
        var authority = conf.AuthorityFile is { } file ? $"certificate-authority: {file}"
            : $"certificate-authority-data: {TestPki.Base64(signer.ExportCertificatePem() + "\n")}";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: local
              cluster:
                server: {conf.Server}
                {authority}
            users:
            - name: user
              user:
            {Credential(conf, signer)}
            contexts:
            - name: Default
              context:
                cluster: local
                user: user
            current-context: Default
            """;
    }

    private static string Credential(Conf conf, X509Certificate2 signer)
    {
        if (conf.Certificate is not null)
            return $"    client-certificate: {conf.Certificate}\n    client-key: {conf.Key ?? KeyOf(conf.Certificate)}";
        if (conf.Token is not null)
            return $"    token: {conf.Token}";
        if (conf.Embedded is null)
            return "    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      command: /usr/bin/cloud-credential";
        using var made = Make(conf.Embedded, signer);
        return $"    client-certificate-data: {TestPki.Base64(made.ExportCertificatePem() + "\n")}\n"
            + $"    client-key-data: {TestPki.Base64(TestPki.KeyPem(made) + "\n")}";
    }

    private static string KeyOf(string certificate) => certificate.EndsWith(".crt", StringComparison.Ordinal)
        ? certificate[..^4] + ".key" : certificate[..^4] + "-key.pem";

    // What is secret is so in installers' trees, whatever the umask of the tests.
    private void Close(NodeTree tree)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.EnumerateFiles(tree.Root, "*", new EnumerationOptions { RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var text = File.ReadAllText(file);
            if (text.Contains("PRIVATE KEY", StringComparison.Ordinal) || text.Contains("tls.key", StringComparison.Ordinal)
                || text.Contains("kind: Config", StringComparison.Ordinal))
                File.SetUnixFileMode(file, SecretMode);
        }
    }
}
