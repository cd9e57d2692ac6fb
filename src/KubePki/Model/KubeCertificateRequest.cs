namespace KubePki.Model;

/// <summary>A certificate request file (PKCS#10) of a node.</summary>
public sealed record KubeCertificateRequest
{
    /// <summary>The file's name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The request's place in its file, counted from 0.</summary>
    public int Index { get; init; }

    /// <summary>The subject asked for (RFC 2253).</summary>
    public required string Subject { get; init; }

    /// <summary>The common name asked for.</summary>
    public required string CommonName { get; init; }

    /// <summary>The organizations asked for.</summary>
    public TextList Organization { get; init; } = TextList.Empty;

    /// <summary>The DNS names asked for.</summary>
    public TextList DnsNames { get; init; } = TextList.Empty;

    /// <summary>The IP addresses asked for.</summary>
    public TextList IPAddresses { get; init; } = TextList.Empty;

    /// <summary>The key's algorithm: <c>RSA</c>, <c>ECDSA</c>, <c>Ed25519</c>, <c>ML-DSA-65</c>, or an OID.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>The key's size in bits; 0 when not known.</summary>
    public int KeySize { get; init; }

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal.</summary>
    public string? PublicKeyHash { get; init; }

    /// <summary>One line for a person: name and subject.</summary>
    public override string ToString() => $"{Name} ({Subject})";
}
