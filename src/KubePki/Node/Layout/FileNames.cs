namespace KubePki.Node.Layout;

/// <summary>What a file's name promises. Only for files found in directories: one that is named is judged by what it holds.</summary>
internal static class FileNames
{
    /// <summary>Whether a file of this name is read when its directory is.</summary>
    public static bool IsOfPki(string name) =>
        IsCertificate(name) || IsKey(name) || IsKubeconfig(name) || IsRequest(name);

    /// <summary>
    /// Whether a file of this name is read when its directory was asked for: what a person keeps there may be of other forms, too.
    /// </summary>
    public static bool IsReadWhenAsked(string name) => IsOfPki(name) || IsStore(name);

    /// <summary>Whether a name is one of a PKCS#7 or PKCS#12 structure.</summary>
    public static bool IsStore(string name) => Extension(name) is ".p7b" or ".p7c" or ".p7s" or ".p12" or ".pfx";

    public static bool IsCertificate(string name) => Extension(name) is ".crt" or ".cer" or ".cert" or ".pem" or ".der";

    public static bool IsKey(string name) => Extension(name) is ".key" or ".pub";

    public static bool IsRequest(string name) => Extension(name) is ".csr" or ".req";

    /// <summary>Whether a copy of this name may be one of a key: <c>ca.key.bak</c>, <c>key.pem.old</c>.</summary>
    public static bool IsKeyCopy(string name) => IsKey(name) || name.Contains(".key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("key.pem", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a file of this name must hold a certificate or a key. A .pem may hold what else is PEM: parameters, revocation lists.
    /// </summary>
    public static bool MustHoldPki(string name, bool hasOther) =>
        (IsCertificate(name) || IsKey(name)) && !(hasOther && Extension(name) == ".pem");

    public static bool IsKubeconfig(string name)
    {
        var fileName = Path.GetFileName(name.AsSpan());
        return Extension(name) is ".conf" or ".kubeconfig" || fileName is "config"
            || fileName.EndsWith("-kubeconfig", StringComparison.Ordinal);
    }

    /// <summary>Whether a file of this name, left in a home directory, is one for certain.</summary>
    public static bool IsLeftKubeconfig(string name) => name.EndsWith("kubeconfig", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("kubeconfig.yaml", StringComparison.OrdinalIgnoreCase);

    private static string Extension(string name) => Path.GetExtension(name).ToLowerInvariant();
}
