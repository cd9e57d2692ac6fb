using System.Buffers;
using System.Globalization;
using System.Text;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>A subject or issuer, read once; its text is RFC 2253 as Go's pkix.Name prints it.</summary>
internal sealed class DistinguishedName
{
    private static readonly SearchValues<char> Special =
        SearchValues.Create((char[])[.. ",+\"\\<>;", .. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(char.IsControl)]);

    private readonly List<(int Rdn, string Type, string Value)> _attributes = [];

    /// <summary>The last common name (Go takes the last), or an empty text.</summary>
    public string CommonName { get; private set; } = "";

    /// <summary>The common name as the bytes that Go prints, which need not be UTF-8.</summary>
    public ReadOnlyMemory<byte> CommonNameOctets { get; private set; }

    /// <summary>The first organization as the bytes that Go prints; null without one.</summary>
    public byte[]? OrganizationOctets { get; private set; }

    /// <summary>The organizations, in the order of the certificate.</summary>
    public IReadOnlyList<string> Organization => _organization;

    private readonly List<string> _organization = [];

    /// <summary>The first attribute of a type (<c>C</c>, <c>OU</c>); null without one.</summary>
    public string? First(string type) => _attributes.Find(attribute => attribute.Type == type).Value;

    /// <summary>Reads an RDNSequence; what could be read is kept when <paramref name="error"/> is set.</summary>
    public static DistinguishedName Read(ReadOnlySpan<byte> element, GoVersion go, out string? error)
    {
        var name = new DistinguishedName();
        error = name.Fill(new Der(element), go);
        return name;
    }

    private string? Fill(Der der, GoVersion go)
    {
        const string Invalid = "x509: invalid RDNSequence";
        if (!der.TryRead(DerTag.Sequence, out var sequence))
            return Invalid;
        for (var rdn = 0; !sequence.IsEmpty; rdn++)
        {
            if (!sequence.TryRead(DerTag.Set, out var set))
                return Invalid;
            while (!set.IsEmpty)
            {
                if (!set.TryRead(DerTag.Sequence, out var attribute))
                    return Invalid + ": invalid attribute";
                if (!attribute.TryOid(out var type, go.Minor >= 21))
                    return Invalid + ": invalid attribute type";
                if (!attribute.TryAny(out var tag, out var value, out _))
                    return Invalid + ": invalid attribute value";
                var text = DerString.Read(tag, value.Rest, go, out var error);
                Add(rdn, type, text ?? DerString.Raw(value.Rest));
                AddOctets(type, tag, value.Rest, text, go);
                if (error is not null)
                    return Invalid + ": invalid attribute value: " + error;
            }
        }
        return null;
    }

    private void Add(int rdn, ReadOnlySpan<byte> oid, string value)
    {
        // 2.5.4.n, id-at, is where all attribute types of a Kubernetes name live.
        var type = oid is [0x55, 0x04, var last] ? ShortName(last) : null;
        if (type == "CN")
            CommonName = value;
        else if (type == "O")
            _organization.Add(value);
        _attributes.Add((rdn, type ?? Oid.Dotted(oid), value));
    }

    private void AddOctets(ReadOnlySpan<byte> oid, byte tag, ReadOnlySpan<byte> value, string? text, GoVersion go)
    {
        if (oid is not [0x55, 0x04, 3 or 10] || (oid[2] == 10 && OrganizationOctets is not null))
            return;
        // Go 1.26 was the first to read T61String as Latin-1; before, its bytes went through as they were.
        var octets = text is null || (tag == DerTag.T61String && go.Minor < 26) ? value.ToArray() : Encoding.UTF8.GetBytes(text);
        if (oid[2] == 3)
            CommonNameOctets = octets;
        else
            OrganizationOctets = octets;
    }

    private static string? ShortName(byte last) => last switch
    {
        3 => "CN",
        5 => "SERIALNUMBER",
        6 => "C",
        7 => "L",
        8 => "ST",
        9 => "STREET",
        10 => "O",
        11 => "OU",
        17 => "POSTALCODE",
        _ => null,
    };

    /// <summary>Most specific first, attributes of one RDN joined by <c>+</c>.</summary>
    public override string ToString()
    {
        if (_attributes is [var only])
            return only.Type + "=" + Escape(only.Value);
        var text = new StringBuilder();
        var end = _attributes.Count;
        while (end > 0)
        {
            var start = end - 1;
            while (start > 0 && _attributes[start - 1].Rdn == _attributes[end - 1].Rdn)
                start--;
            for (var i = start; i < end; i++)
            {
                if (text.Length > 0)
                    text.Append(i == start ? ',' : '+');
                text.Append(_attributes[i].Type).Append('=').Append(Escape(_attributes[i].Value));
            }
            end = start;
        }
        return text.ToString();
    }

    private static string Escape(string value)
    {
        if (value.Length > 0 && !value.AsSpan().ContainsAny(Special) && value[0] is not (' ' or '#') && value[^1] != ' ')
            return value;
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsControl(c))
            {
                // A name must not move the reader's cursor. RFC 4514, 2.4, wants the octets of UTF-8.
                text.Append(CultureInfo.InvariantCulture, $"{(c < 0x80 ? "" : "\\C2")}\\{(int)c:X2}");
                continue;
            }
            var special = c is ',' or '+' or '"' or '\\' or '<' or '>' or ';'
                || (i == 0 && c is (' ' or '#')) || (i == value.Length - 1 && c == ' ');
            text.Append(special ? "\\" : "").Append(c);
        }
        return text.ToString();
    }
}
