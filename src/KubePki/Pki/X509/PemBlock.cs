namespace KubePki.Pki.X509;

/// <summary>A stretch of a PEM text between a BEGIN line and its END line.</summary>
internal readonly struct PemBlock
{
    /// <summary>What stands after BEGIN, such as <c>CERTIFICATE</c>; empty when the line is broken.</summary>
    public required string Label { get; init; }

    /// <summary>Where the BEGIN line starts.</summary>
    public required int Offset { get; init; }

    /// <summary>Where the next block is looked for: behind the END line of a whole block.</summary>
    public int End { get; init; }

    /// <summary>The decoded octets; empty when <see cref="Error"/> is set.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether RFC 1421 headers stand before the data, as in keys encrypted the old way.</summary>
    public bool HasHeaders { get; init; }

    /// <summary>Whether the headers say that the data is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>What stands behind <c>DEK-Info:</c>, as <c>AES-256-CBC,0F1E…</c>; null when there is no such header.</summary>
    public string? DekInfo { get; init; }

    /// <summary>Why the block could not be decoded; null when it could.</summary>
    public string? Error { get; init; }

    /// <summary>Why Go's encoding/pem passes over this block although it could be decoded; null when it does not.</summary>
    public string? HiddenFromGo { get; init; }
}
