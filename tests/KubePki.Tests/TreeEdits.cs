using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace KubePki.Tests;

/// <summary>What tests do to a node: certificates issued by its own CAs, words of its files exchanged.</summary>
internal static partial class TreeEdits
{
    public const string PkiDirectory = "/etc/kubernetes/pki/";

    public const string KubeletPki = "/var/lib/kubelet/pki/";

    /// <summary>A pair of <c>x.crt</c> and <c>x.key</c>.</summary>
    public static X509Certificate2 Pair(this NodeTree tree, string name) =>
        X509Certificate2.CreateFromPemFile(tree.Path($"{PkiDirectory}{name}.crt"), tree.Path($"{PkiDirectory}{name}.key"));

    /// <summary>
    /// Puts a certificate in the place of <c>x.crt</c> and <c>x.key</c>, signed by the CA of a role, <c>ca</c> unless another is named.
    /// </summary>
    public static void Issue(this NodeTree tree, string name, TestCertificate certificate, string authority = "ca")
    {
        using var signer = tree.Pair(authority);
        TestPki.Put(tree, PkiDirectory + name, certificate.SignedBy(signer));
    }

    /// <summary>The same for what a kubeconfig holds.</summary>
    public static void IssueConf(this NodeTree tree, string name, TestCertificate certificate)
    {
        using var signer = tree.Pair("ca");
        using var made = certificate.SignedBy(signer);
        tree.Set($"/etc/kubernetes/{name}", "client-certificate-data", TestPki.Base64(made.ExportCertificatePem()));
        tree.Set($"/etc/kubernetes/{name}", "client-key-data", TestPki.Base64(TestPki.KeyPem(made)));
    }

    /// <summary>Makes a CA's certificate again with the same subject and key.</summary>
    public static void Reissue(this NodeTree tree, string authority, Func<TestCertificate, TestCertificate> change)
    {
        using var old = tree.Pair(authority);
        var draft = new TestCertificate(old.Subject)
        {
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
            Key = old.GetRSAPrivateKey()!,
            End = TestPki.Start.AddYears(10),
        };
        using var made = change(draft).SignedBy(null);
        tree.Write($"{PkiDirectory}{authority}.crt", made.ExportCertificatePem());
    }

    /// <summary>Has a certificate end before it begins, as .NET refuses to make it. Its signature is broken then.</summary>
    public static void SwapDates(this NodeTree tree, string name)
    {
        const int Length = 15;
        using var pair = tree.Pair(name);
        var der = pair.RawData;
        var at = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x30, 2 * Length, 0x17, 0x0d]) + 2;
        Assert.True(at > 2);
        byte[] swapped = [.. der[..at], .. der[(at + Length)..(at + 2 * Length)], .. der[at..(at + Length)], .. der[(at + 2 * Length)..]];
        tree.Write($"{PkiDirectory}{name}.crt", PemEncoding.WriteString("CERTIFICATE", swapped) + "\n");
    }

    /// <summary>A pem of kubelet's, by the cluster's CA; <paramref name="keyOf"/> gives it another's key.</summary>
    public static X509Certificate2 IssuePem(this NodeTree tree, string name, TestCertificate certificate, X509Certificate2? keyOf = null)
    {
        using var signer = tree.Pair("ca");
        var made = certificate.SignedBy(signer);
        tree.Write(KubeletPki + name, made.ExportCertificatePem() + "\n" + TestPki.KeyPem(keyOf ?? made) + "\n");
        return made;
    }

    public static string Read(this NodeTree tree, string nodePath) => File.ReadAllText(tree.Path(nodePath));

    public static void Delete(this NodeTree tree, string nodePath) => File.Delete(tree.Path(nodePath));

    public static void Replace(this NodeTree tree, string nodePath, string old, string with)
    {
        var text = tree.Read(nodePath);
        Assert.Contains(old, text, StringComparison.Ordinal);
        tree.Write(nodePath, text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>Exchanges the value of each field of that name.</summary>
    public static void Set(this NodeTree tree, string nodePath, string field, string value)
    {
        var text = tree.Read(nodePath);
        Assert.Contains(field + ":", text, StringComparison.Ordinal);
        tree.Write(nodePath,
            Field().Replace(text, match => match.Groups[2].Value == field ? $"{match.Groups[1].Value}{field}: {value}" : match.Value));
    }

    public static void Copy(this NodeTree tree, string from, string to) => tree.Write(to, tree.Read(from));

    /// <summary>A bootstrap kubeconfig with a token, as kubeadm join writes it.</summary>
    public static void WriteBootstrap(this NodeTree tree) => tree.Write("/etc/kubernetes/bootstrap-kubelet.conf", $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: kubernetes
          cluster:
            server: https://10.2.1.151:6443
            certificate-authority-data: {TestPki.Base64(tree.Read(PkiDirectory + "ca.crt"))}
        users:
        - name: tls-bootstrap-token-user
          user:
            token: abcdef.0123456789abcdef
        contexts:
        - name: bootstrap
          context:
            cluster: kubernetes
            user: tls-bootstrap-token-user
        current-context: bootstrap
        """);

    [GeneratedRegex(@"(?m)^([- ]*)([a-z-]+): .*$")]
    private static partial Regex Field();
}
