using System.Formats.Asn1;
using System.Net;
using System.Text;
using KubePki.Pki.X509;

namespace KubePki.Pki.Issuing;

/// <summary>
/// Subject alternative names as they are encoded (RFC 5280, 4.2.1.6): to add and to take away, and to lose none of a kind that is not known
/// here.
/// </summary>
internal sealed class AlternativeNameList
{
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    private readonly byte[][] _names;

    private AlternativeNameList(IEnumerable<byte[]> names) => _names = names.ToArray();

    public static AlternativeNameList Empty { get; } = new([]);

    public int Count => _names.Length;

    /// <summary>The names of a certificate.</summary>
    public static AlternativeNameList Of(ParsedCertificate certificate) => Of(certificate.Raw, certificate.Extensions);

    /// <summary>The names that a request asks for.</summary>
    public static AlternativeNameList Of(ParsedRequest request) => Of(request.Raw, request.Extensions);

    private static AlternativeNameList Of(ReadOnlyMemory<byte> whole, CertificateExtensions extensions)
    {
        if (!extensions.HasSubjectAltName)
            return Empty;
        var names = new List<byte[]>();
        var value = extensions.SubjectAltName.Of(whole.Span);
        // As Go takes them apart. What it refuses ends at the break: nobody can tell what was meant behind it.
        new Der(value).TryRead(DerTag.Sequence, out var list);
        while (list.TryAny(out _, out _, out var name))
            names.Add(name.Of(value).ToArray());
        return new AlternativeNameList(names);
    }

    /// <summary>These, and names and addresses as they are written; those that are there already are passed over.</summary>
    public AlternativeNameList With(IEnumerable<string> names)
    {
        var all = _names.ToList();
        foreach (var encoded in names.Select(Encode))
        {
            if (!all.Exists(known => Same(known, encoded)))
                all.Add(encoded);
        }
        return new AlternativeNameList(all);
    }

    /// <summary>The names of both lists, none twice.</summary>
    public static AlternativeNameList Union(AlternativeNameList first, AlternativeNameList second) =>
        new(first._names.Concat(second._names.Where(name => !Array.Exists(first._names, known => Same(known, name)))));

    /// <summary>These without some.</summary>
    public AlternativeNameList Without(IEnumerable<string> names)
    {
        var gone = names.Select(Canonical).ToList();
        return new AlternativeNameList(_names.Where(known => !gone.Contains(TextOf(known), StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a name or address is among them.</summary>
    public bool Contains(string name) => Texts().Contains(Canonical(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names as people write them; those of other kinds by their encoding.</summary>
    public IEnumerable<string> Texts() => _names.Select(TextOf);

    /// <summary>
    /// The names with their kinds, as openssl's configuration has them: <c>DNS:kubernetes</c>; those of other kinds by their encoding.
    /// </summary>
    public IEnumerable<string> Typed() => _names.Zip(Texts(), (name, text) => name[0] switch
    {
        0x81 => $"email:{text}",
        0x82 => $"DNS:{text}",
        0x86 => $"URI:{text}",
        0x87 => $"IP:{text}",
        _ => text,
    });

    /// <summary>The extension's value.</summary>
    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            foreach (var name in _names)
                writer.WriteEncodedValue(name);
        }
        return writer.Encode();
    }

    private static string TextOf(byte[] name) => name[0] switch
    {
        0x82 or 0x81 or 0x86 => Encoding.Latin1.GetString(ContentOf(name)),
        0x87 when ContentOf(name).Length is 4 or 16 => new IPAddress(ContentOf(name)).ToString(),
        _ => $"[{Convert.ToHexString(name)}]",
    };

    private static string Canonical(string name) => ServerNames.TryAddress(name, out var address) ? address.ToString() : name;

    private static byte[] Encode(string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        if (ServerNames.TryAddress(name, out var address))
            writer.WriteOctetString(address.GetAddressBytes(), Address);
        else
            writer.WriteCharacterString(UniversalTagNumber.IA5String, name, Dns);
        return writer.Encode();
    }

    private static ReadOnlySpan<byte> ContentOf(byte[] name) => new Der(name).TryAny(out _, out var content, out _) ? content.Rest : [];

    // DNS names are the same in any case of letters.
    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b)
        || (a[0] == b[0] && a[0] == 0x82
            && string.Equals(Encoding.Latin1.GetString(a), Encoding.Latin1.GetString(b), StringComparison.OrdinalIgnoreCase));
}
