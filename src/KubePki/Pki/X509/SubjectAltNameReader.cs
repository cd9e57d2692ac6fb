using System.Globalization;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Subject alternative names (RFC 5280, 4.2.1.6) as Go takes them.</summary>
internal static class SubjectAltNameReader
{
    /// <summary>Reads the names; <paramref name="handled"/> is false when Go finds none of a kind that it knows.</summary>
    public static string? Read(CertificateExtensions result, ReadOnlySpan<byte> value, GoVersion go, out bool handled)
    {
        handled = true;
        result.HasSubjectAltName = true;
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return "x509: invalid subject alternative names";
        string? error = null;
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryAny(out var tag, out var name, out _))
                return error ?? "x509: invalid subject alternative name";
            var complaint = ReadName(result, tag, name.Rest, go);
            error ??= complaint;
        }
        handled = result.DnsNames.Count + result.EmailAddresses.Count + result.IPAddresses.Count + result.Uris.Count > 0;
        return error;
    }

    private static string? ReadName(CertificateExtensions result, byte tag, ReadOnlySpan<byte> value, GoVersion go)
    {
        switch (tag ^ 0x80)
        {
            case 1:
                result.EmailAddresses.Add(DerString.Raw(value));
                return DerString.IsIA5(value) ? null : "x509: SAN rfc822Name is malformed";
            case 2:
                result.DnsNames.Add(DerString.Raw(value));
                return DerString.IsIA5(value) ? null : "x509: SAN dNSName is malformed";
            case 6:
                var uri = DerString.Raw(value);
                result.Uris.Add(uri);
                return DerString.IsIA5(value) ? GoUri.Check(uri, go) : "x509: SAN uniformResourceIdentifier is malformed";
            case 7:
                result.IPAddresses.Add(value.ToArray());
                return CheckAddress(value, go);
            default:
                result.OtherNames++;
                return null;
        }
    }

    private static string? CheckAddress(ReadOnlySpan<byte> address, GoVersion go)
    {
        if (address.Length is not (4 or 16))
            return string.Create(CultureInfo.InvariantCulture, $"x509: cannot parse IP address of length {address.Length}");
        return go.Minor >= 27 && GoText.IsMappedIPv4(address) ? "x509: SAN iPAddress contains IPv4-mapped IPv6 address" : null;
    }
}
