namespace KubePki.Founding;

/// <summary>The permission bits that kubeadm gives.</summary>
internal static class FileModes
{
    /// <summary>Keys, kubeconfigs and <c>sa.pub</c>: 0600.</summary>
    public const int Key = 0b110_000_000;

    /// <summary>Certificates: 0644.</summary>
    public const int Certificate = 0b110_100_100;
}
