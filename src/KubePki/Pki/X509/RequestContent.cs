using System.Numerics;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>What <c>spec.request</c> of a CertificateSigningRequest holds: one PEM block, and in it a PKCS#10 request.</summary>
internal sealed class RequestContent
{
    /// <summary>The label that the API server asks for, to the letter.</summary>
    public const string Label = "CERTIFICATE REQUEST";

    private bool? _isSigned;
    private string? _keyFault;
    private string? _keyIdentity;

    private RequestContent(int length) => Length = length;

    /// <summary>The octets of the text.</summary>
    public int Length { get; }

    /// <summary>Why the text is more or less than one clean PEM block; null when it is one.</summary>
    public string? PemFault { get; private init; }

    /// <summary>The request as Go reads it: that of the first block; null when there is none that Go would take.</summary>
    public ParsedRequest? Parsed { get; private init; }

    /// <summary>The request taken apart to the last octet; null without one.</summary>
    public RequestAnatomy? Anatomy { get; private init; }

    /// <summary>Whether the request's own key signed it. The first question computes it.</summary>
    public bool IsSigned => _isSigned ??= Parsed is not null && RequestSignature.IsValid(Parsed);

    /// <summary>Why the key is weak; null when nothing tells, or there is none. The first question computes it.</summary>
    public string? KeyFault => (_keyFault ??= FindKeyFault() ?? "") is { Length: > 0 } fault ? fault : null;

    /// <summary>What makes the key this key, however it is written down; null without one.</summary>
    public string? KeyIdentity =>
        _keyIdentity ??= Parsed is { PublicKey: { } key } ? KubePki.Pki.X509.KeyIdentity.Of(key, Parsed.Raw.Span) : null;

    // Taking a modulus apart takes longer than all the rest, so who wants that must have the key.
    private string? FindKeyFault()
    {
        if (Parsed is not { PublicKey: { } key })
            return null;
        var octets = key.Key.Of(Parsed.Raw.Span);
        return WeakKeys.FindFault(key, Parsed.Raw.Span) ?? (key.Kind != PublicKeyKind.Rsa || (octets[^1] & 1) == 0 || !IsSigned ? null
            : RsaModulus.FindFault(new BigInteger(octets, isUnsigned: true, isBigEndian: true)));
    }

    /// <summary>Reads a text. It never throws.</summary>
    public static RequestContent Read(ReadOnlySpan<byte> text)
    {
        var pem = new GoPem(text, GoVersion.Newest);
        if (!pem.TryNext(out var block))
            return new RequestContent(text.Length) { PemFault = text.IsEmpty ? "it is empty" : "it has no PEM block that Go would decode" };
        var fault = FindFault(text, block, ref pem);
        if (block.Label != Label)
            return new RequestContent(text.Length) { PemFault = fault };
        return new RequestContent(text.Length)
        {
            PemFault = fault,
            Parsed = RequestParser.Parse(block.Data, GoVersion.Newest),
            Anatomy = RequestAnatomy.Of(block.Data.Span),
        };
    }

    private static string? FindFault(ReadOnlySpan<byte> text, PemBlock block, ref GoPem rest)
    {
        if (block.Label != Label)
            return $"its PEM label is {GoText.Quote(block.Label)} and not \"{Label}\"";
        if (block.HasHeaders)
            return "its PEM block has headers";
        if (text[..block.Offset].ContainsAnyExcept(" \t\r\n"u8))
            return "there is text before its PEM block";
        if (rest.TryNext(out _))
            return "it has several PEM blocks, of which Go reads the first";
        // What a scanner for people sees and Go does not would be a second opinion of what is asked for.
        var end = text.LastIndexOf("-----END CERTIFICATE REQUEST-----"u8);
        return end < 0 || text[block.Offset..].IndexOf("-----END "u8) != end - block.Offset
            || text[(end + 33)..].ContainsAnyExcept(" \t\r\n"u8)
            ? "there is text after its PEM block" : null;
    }
}
