namespace KubePki.Pki.Issuing;

/// <summary>
/// What a certificate is to say. Names are kept as they are encoded, so that nothing of an old certificate is lost on the way.
/// </summary>
internal sealed record CertificateOrder
{
    /// <summary>The subject, a Name in DER.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>The subject alternative names; none for no extension.</summary>
    public AlternativeNameList Names { get; init; } = AlternativeNameList.Empty;

    /// <summary>The extended key usages, by the names of RFC 5280 or dotted OIDs.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary>The key usage bits, bit n of RFC 5280 at 1 &lt;&lt; n.</summary>
    public required int KeyUsage { get; init; }

    /// <summary>Whether it is to be a CA.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The first moment of the lifetime, whole seconds.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The last second of the lifetime.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>What of an old certificate is carried over as it is: extensions that nothing here makes again, whole, in DER.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OtherExtensions { get; init; } = [];

    /// <summary>Whether <see cref="OtherExtensions"/> are all that it is to have, and none is made from the properties above.</summary>
    public bool OnlyOtherExtensions { get; init; }
}
