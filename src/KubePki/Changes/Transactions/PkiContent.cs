using KubePki.Node.Reading.Kubeconfigs;

namespace KubePki.Changes.Transactions;

/// <summary>Tells by its content what a plan may change from what it may not, where paths do not tell.</summary>
internal static class PkiContent
{
    /// <summary>Whether this is a certificate or key in PEM, a kubeconfig, a configuration of kubelet, or the manifest of a pod.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content) =>
        Has(content, "-----BEGIN CERTIFICATE") || (Has(content, "PRIVATE KEY-----") && !Has(content, "OPENSSH"))
        || Has(content, "-----BEGIN PUBLIC KEY") || KubeconfigReader.LooksLikeKubeconfig(content)
        || Has(content, "kubelet.config.k8s.io/") || IsPod(content);

    private static bool IsPod(ReadOnlySpan<byte> content) => (Has(content, "kind: Pod") && Has(content, "apiVersion: v1"))
        || (Has(content, "\"kind\"") && Has(content, "\"Pod\"") && Has(content, "\"apiVersion\""));

    private static bool Has(ReadOnlySpan<byte> content, string text) => content.IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0;
}
