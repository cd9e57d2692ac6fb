namespace KubePki.Node.Layout;

/// <summary>The permission bits of PKI files, as kubeadm and kubelet give them.</summary>
internal static class FileModes
{
    /// <summary>Keys, kubeconfigs, kubelet's pems and <c>sa.pub</c>: 0600.</summary>
    public const int Key = 0b110_000_000;

    /// <summary>Certificates, requests and texts: 0644.</summary>
    public const int Certificate = 0b110_100_100;

    /// <summary>Directories of keys: 0700. Also the bits that concern the owner alone.</summary>
    public const int Owner = 0b111_000_000;

    /// <summary>Other directories: 0755.</summary>
    public const int Directory = 0b111_101_101;

    /// <summary>The set-user-ID and set-group-ID bits: 06000.</summary>
    public const int SetId = 0b110_000_000_000;

    /// <summary>What is left of the mode of a file that holds a private key.</summary>
    public static int OfSecret(int mode) => mode & Key;
}
