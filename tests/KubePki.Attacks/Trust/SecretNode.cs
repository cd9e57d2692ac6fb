using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KubePki.Tests;

namespace KubePki.Attacks.Trust;

/// <summary>
/// A node that has a secret wherever a node has one, each of which is known again in whatever form it is said: every private number of
/// every key, and words that begin alike.
/// </summary>
internal sealed partial class SecretNode : IDisposable
{
    /// <summary>How all planted words begin, in any case of its letters.</summary>
    public const string Word = "S3cr3t";

    private const string ExecVersion = "client.authentication.k8s.io/v1";

    private readonly Dictionary<string, string> _needles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private readonly List<byte[]> _public = [];
    private int _words;

    public SecretNode()
    {
        Tree = NodeTree.Unpack("expired-2020");
        Plant();
        Learn(Tree.Root);
    }

    public NodeTree Tree { get; }

    public int Count => _needles.Count;

    /// <summary>What must not be said after a command has written new keys below a directory.</summary>
    public void Learn(string directory)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (var path in Directory.EnumerateFiles(directory, "*", everywhere)
            .Where(path => new FileInfo(path).LinkTarget is null))
        {
            var text = File.ReadAllText(path);
            foreach (Match data in Base64().Matches(text))
            {
                if (Decoded(data.Value) is { } inner && inner.Contains("PRIVATE KEY", StringComparison.Ordinal))
                {
                    text += "\n" + inner;
                    AddBytes(Encoding.ASCII.GetBytes(inner[^120..]), path);
                }
            }
            foreach (Match key in KeyPem().Matches(text))
                AddKey(key.Value, path);
        }
        // The modulus is public, and stands in the private key as well.
        foreach (var line in _lines.Where(line => Octets(line) is not { } octets
            || !_public.Exists(key => key.AsSpan().IndexOf(octets.AsSpan(0, Math.Min(24, octets.Length))) >= 0
                || key.AsSpan().IndexOf(octets.AsSpan(octets.Length / 2)) >= 0)))
        {
            _needles[line] = "a line of a key";
        }
    }

    /// <summary>The secrets that a text holds, each with the file that it is of.</summary>
    public IEnumerable<string> In(string said)
    {
        // The page escapes more than it must, and texts are broken into lines.
        var text = Blank().Replace(said, "").Replace("\\u002B", "+", StringComparison.Ordinal)
            .Replace("&#x2B;", "+", StringComparison.Ordinal);
        var lower = text.ToLowerInvariant();
        var word = lower.IndexOf(Word.ToLowerInvariant(), StringComparison.Ordinal);
        if (word >= 0)
            yield return $"{lower[Math.Max(0, word - 60)..Math.Min(lower.Length, word + 40)]}";
        var plain = lower.Replace(":", "", StringComparison.Ordinal);
        foreach (var (needle, path) in _needles)
        {
            if (text.Contains(needle, StringComparison.Ordinal)
                || (Hexadecimal().IsMatch(needle) && plain.Contains(needle, StringComparison.Ordinal)))
                yield return $"{path}: {needle[..8]}…";
        }
    }

    public void Dispose() => Tree.Dispose();

    // A planted word, with its place as its end.
    private string Mark()
    {
        var mark = $"{Word}{++_words:000}abcdefgh";
        AddBytes(Encoding.ASCII.GetBytes(mark), mark);
        return mark;
    }

    // A token that kubeadm gives to who joins: no letter of it is large.
    private string Bootstrap() => $"abcdef.{Mark().ToLowerInvariant()[..16]}";

    // The key that kubeadm encrypts certificates with, as it writes it.
    private string Digits()
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Mark())));
        _needles[digits] = "the certificate key";
        return digits;
    }

    private void Plant()
    {
        var key = Tree.Read("/etc/kubernetes/pki/apiserver.key");
        // What cannot be read is quoted by careless programs.
        Tree.Write("/etc/kubernetes/pki/broken.key", key.Replace("=\n", "\n", StringComparison.Ordinal)[..900]);
        Tree.Write("/etc/kubernetes/broken.conf",
            Tree.Read("/etc/kubernetes/admin.conf").Replace("users:", "users: [", StringComparison.Ordinal));
        Tree.Write("/etc/kubernetes/broken2.conf", $"apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user: {{token: {Mark()}: x}}\n");
        Tree.Write("/etc/kubernetes/pki/words.crt", $"{Mark()}\n-----BEGIN {Mark()}-----\n{Mark()}\n-----BEGIN CERTIFICATE-----\n"
            + $"{Mark()}!\n-----END CERTIFICATE-----\n");
        Tree.Write("/etc/kubernetes/pki/etcd/server.der.key", RSA(key).ExportPkcs8PrivateKey());
        Tree.Write("/etc/kubernetes/pki/encrypted.key", RSA(key).ExportEncryptedPkcs8PrivateKeyPem("passphrase",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        Tree.Write("/passphrase", Mark() + "\n");
        Tree.Write("/etc/kubernetes/tokens.csv", $"{Mark()},bob,1,\"system:masters\"\n");
        Tree.Write("/etc/kubernetes/basic.csv", $"{Mark()},bob,1\n");
        Tree.Write("/var/run/secrets/token", Mark() + "\n");
        PlantKubeconfigs(key);
        Tree.Write("/etc/kubernetes/encryption.yaml", $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: k, secret: {{Mark()}} }] } }] }]
            """);
        var apiServer = Tree.Read("/etc/kubernetes/manifests/kube-apiserver.yaml");
        Tree.Write("/etc/kubernetes/manifests/kube-apiserver.yaml", apiServer.Replace("    - kube-apiserver\n", $"""
                - kube-apiserver
                - --token-auth-file=/etc/kubernetes/tokens.csv
                - --basic-auth-file=/etc/kubernetes/basic.csv
                - --encryption-provider-config=/etc/kubernetes/encryption.yaml
                - --oidc-client-secret={Mark()}
                - --oidc-issuer-url=https://bob:{Mark()}@issuer.example/?code={Mark()}
                - --token
                - {Mark()}

            """, StringComparison.Ordinal));
        Tree.Write("/etc/systemd/system/kubelet.service.d/20-x.conf", $"""
            [Service]
            # {Mark()}
            Environment="TOKEN={Mark()}" "ARGS=--bootstrap-token={Mark()} --v=2"
            ExecStart=
            ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml \
              --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --token {Mark()} $ARGS
            """);
        Tree.Write("/var/lib/kubelet/kubeadm-flags.env", $"KUBELET_KUBEADM_ARGS=\"--x-token={Mark()}\"\nDB_PASSWORD={Mark()}\n");
        Tree.Write("/etc/cni/net.d/10-x.conflist", $$"""
            {"name":"x","plugins":[{"type":"calico","etcd_password":"{{Mark()}}","etcd_endpoints":"https://u:{{Mark()}}@127.0.0.1:2379",
              "kubernetes":{"kubeconfig":"/etc/cni/net.d/calico-kubeconfig","k8s_auth_token":"{{Mark()}}" } }]}
            """);
        Tree.Write("/etc/kubernetes/kubeadm.yaml", $"""
            apiVersion: kubeadm.k8s.io/v1beta2
            kind: InitConfiguration
            bootstrapTokens:
            - token: {Bootstrap()}
            certificateKey: {Digits()}
            """);
        string[] said =
        [
            $"reflector.go:1] Failed to list *v1.Node: Get \"https://bob:{Mark()}@10.0.0.1:6443/api/v1/nodes?token={Mark()}\": "
                + "x509: certificate has expired or is not yet valid: current time 2020-07-28T00:00:00Z is after 2020-07-27T06:24:58Z",
            "authentication.go:1] Unable to authenticate the request due to an error: [invalid bearer token, Token has been invalidated] "
                + $"Authorization: Bearer {Mark()}",
            $"server.go:1] failed to run Kubelet: unable to load bootstrap kubeconfig: token {Bootstrap()} is invalid",
            $"x.go:1] x509: certificate signed by unknown authority token={Mark()} password: \"{Mark()}\"",
        ];
        Tree.Write("/kubelet.log", string.Join('\n', said.Select((line, i) => $"E0728 00:00:0{i}.000000    1 {line}")));
    }

    private void PlantKubeconfigs(string key)
    {
        string Config(string server, string user) => $$$"""
            apiVersion: v1
            kind: Config
            current-context: c
            # {{{Mark()}}}
            clusters:
            - name: k
              cluster:
                server: '{{{server}}}'
                proxy-url: 'http://p:{{{Mark()}}}@127.0.0.1:1'
                extensions: [{name: x, extension: {a: {{{Mark()}}} } }]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            preferences: {x: {{{Mark()}}} }
            unknown: {{{Mark()}}}
            users:
            - name: u
              user: {{{user}}}
            """;
        string Server() => $"https://bob:{Mark()}@127.0.0.1:1";
        Tree.Write("/etc/kubernetes/token.conf", Config(Server(), $"{{token: {Mark()}}}"));
        Tree.Write("/etc/kubernetes/basic.conf", Config(Server(), $"{{username: bob, password: {Mark()}}}"));
        Tree.Write("/etc/kubernetes/file.conf", Config($"https://127.0.0.1:1/?token={Mark()}", "{tokenFile: /var/run/secrets/token}"));
        Tree.Write("/etc/kubernetes/wrong.conf", Config(Server(), $"{{tokenFile: {Bootstrap()}, client-certificate-data: {Mark()}}}"));
        Tree.Write("/etc/kubernetes/exec.conf", Config("https://127.0.0.1:1",
            $"{{exec: {{apiVersion: {ExecVersion}, command: /nonexistent/plugin, args: ['--token={Mark()}'], "
                + $"env: [{{name: A, value: {Mark()}}}]}}}}"));
        Tree.Write("/etc/kubernetes/says.conf", Config("https://127.0.0.1:1",
            $"{{exec: {{apiVersion: {ExecVersion}, interactiveMode: Never, command: /bin/echo, args: ['{Mark()} is no JSON']}}}}"));
        Tree.Write("/etc/kubernetes/provider.conf", Config(Server(),
            $"{{auth-provider: {{name: oidc, config: {{client-secret: {Mark()}, "
                + $"id-token: eyJhbGciOiJub25lIn0.eyJleHAiOjF9.{Mark()}, refresh-token: {Mark()}}}}}}}"));
        Tree.Write("/etc/kubernetes/bootstrap-kubelet.conf", Config("https://10.0.0.1:6443", $"{{token: {Bootstrap()}}}"));
        Tree.Write("/etc/cni/net.d/calico-kubeconfig", Config(Server(), $"{{token: {Mark()}}}"));
        // A key where a name belongs, and one in lines.
        Tree.Write("/etc/kubernetes/key.conf", Config(Server(), $"{{client-key: {Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}}}"));
    }

    private void AddKey(string pem, string path)
    {
        // Encrypted and broken ones are known by their lines.
        _lines.UnionWith(pem.Split('\n').Select(line => line.Trim())
            .Where(line => line.Length is > 24 and < 80 && !line.StartsWith("--", StringComparison.Ordinal)));
        byte[]?[] numbers;
        try
        {
            if (pem.Contains("EC PRIVATE", StringComparison.Ordinal))
            {
                using var ec = ECDsa.Create();
                ec.ImportFromPem(pem);
                numbers = [ec.ExportParameters(true).D];
                _public.Add(ec.ExportSubjectPublicKeyInfo());
            }
            else
            {
                using var rsa = RSA(pem);
                var all = rsa.ExportParameters(true);
                _public.Add(rsa.ExportSubjectPublicKeyInfo());
                numbers = [all.D, all.P, all.Q, all.DP, all.DQ, all.InverseQ];
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return;
        }
        foreach (var number in numbers)
            AddBytes(number!, path);
    }

    // As hexadecimal, as a decimal number, and as base64 wherever it begins in what is encoded.
    private void AddBytes(byte[] octets, string path)
    {
        var hex = Convert.ToHexStringLower(octets);
        _needles[hex[..Math.Min(40, hex.Length)]] = path;
        if (octets.Length >= 32)
            _needles[new BigInteger(octets, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture)] = path;
        for (var start = 0; start < Math.Max(3, octets.Length - 30); start++)
        {
            // Every part of a long number, as no line is longer.
            if (start < 3 || start % 30 < 3)
                _needles[Convert.ToBase64String(octets.AsSpan(start, Math.Min(30, (octets.Length - start) / 3 * 3)))[..^4]] = path;
        }
    }

    private static RSA RSA(string pem)
    {
        var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }

    private static string? Decoded(string text) => Octets(text) is { } octets ? Encoding.Latin1.GetString(octets) : null;

    private static byte[]? Octets(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex("[A-Za-z0-9+/]{100,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*-----)?")]
    private static partial Regex KeyPem();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("^[0-9a-f]{24,}$")]
    private static partial Regex Hexadecimal();
}
