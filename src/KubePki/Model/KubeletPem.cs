namespace KubePki.Model;

/// <summary>A credential that kubelet has, or had: the certificate in a pem of its directory, or in its kubeconfig.</summary>
public sealed record KubeletPem
{
    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The certificate; null when the file holds none that can be read.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>Whether kubelet's kubeconfig leads here.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Whether the moment asked about lies within the certificate's lifetime.</summary>
    public bool InTime { get; init; }

    /// <summary>Whether the private key is there and belongs to the certificate.</summary>
    public bool KeyMatches { get; init; }

    /// <summary>Whether the cluster's CA signed it; null when no CA was read.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>Whether it may be shown by a client.</summary>
    public bool IsForClients { get; init; }

    /// <summary>Whether its common name is that of this node; null when the node's name is not known.</summary>
    public bool? IsForThisNode { get; init; }

    /// <summary>Whether the API server would let its bearer in at that moment.</summary>
    public bool Usable { get; init; }

    /// <summary>Why not, in plain words; null when usable.</summary>
    public string? Reason { get; init; }

    /// <summary>Why not, in the words of the component that refuses it; null when usable.</summary>
    public string? GoError { get; init; }

    /// <summary>The file, and whether it can be used.</summary>
    public override string ToString() => Usable ? $"{NodePath} (usable)" : $"{NodePath} ({Reason})";
}
