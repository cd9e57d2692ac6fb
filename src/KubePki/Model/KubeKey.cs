namespace KubePki.Model;

/// <summary>A key file of a node, known by its public part only.</summary>
public sealed record KubeKey
{
    /// <summary>kubeadm's name where there is one (<c>apiserver</c>, <c>sa</c>), else the file's name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>What the key is for, as a name of the layout table; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The key's place among the keys of its file, counted from 0.</summary>
    public int Index { get; init; }

    /// <summary>How it is written down: <c>PKCS#1</c>, <c>PKCS#8</c>, <c>SEC1</c>, <c>PKIX</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The algorithm: <c>RSA</c>, <c>ECDSA</c>, <c>Ed25519</c>, <c>ML-DSA-65</c>, or an OID; null when encrypted.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>The size in bits; 0 when not known.</summary>
    public int KeySize { get; init; }

    /// <summary>
    /// The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal, equal to that of its certificates; null when it cannot be told.
    /// </summary>
    public string? PublicKeyHash { get; init; }

    /// <summary>Whether it is a private key; false for <c>sa.pub</c>.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>
    /// Whether it is encrypted. Kubernetes components cannot use such keys. Its algorithm and public part are known only where its
    /// passphrase was given.
    /// </summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether a certificate of its own lies beside it; only asked of copies.</summary>
    internal bool HasCertificate { get; init; }

    private string Size => KeySize == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" {KeySize}");

    /// <summary>One line for a person: name, algorithm, size.</summary>
    public override string ToString() =>
        KeyAlgorithm is null ? $"{Name} (encrypted)" : $"{Name} ({KeyAlgorithm}{Size}{(IsEncrypted ? ", encrypted" : "")})";
}
