using System.Globalization;
using System.Numerics;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>Reads name constraints (RFC 5280, 4.2.1.10) with Go's complaints.</summary>
internal static class NameConstraintsReader
{
    private const string Invalid = "x509: invalid NameConstraints extension";

    public static string? Read(CertificateExtensions result, ReadOnlySpan<byte> value, bool critical, GoVersion go, out bool handled)
    {
        handled = false;
        var input = new Der(value);
        if (!input.TryRead(DerTag.Sequence, out var sequence) || !input.IsEmpty
            || !sequence.TryOptional(DerTag.ContextConstructed(0), out _, out var permitted)
            || !sequence.TryOptional(DerTag.ContextConstructed(1), out _, out var excluded)
            || !sequence.IsEmpty)
            return Invalid;
        if (permitted.IsEmpty && excluded.IsEmpty)
            return "x509: empty name constraints extension";
        var constraints = new NameConstraints { IsCritical = critical };
        result.NameConstraints = constraints;
        var error = ReadSubtrees(constraints, constraints.Permitted, permitted, go)
            ?? ReadSubtrees(constraints, constraints.Excluded, excluded, go);
        handled = !constraints.HasUnhandled;
        return error;
    }

    private static string? ReadSubtrees(NameConstraints all, ConstraintSet set, Der subtrees, GoVersion go)
    {
        while (!subtrees.IsEmpty)
        {
            if (!subtrees.TryRead(DerTag.Sequence, out var subtree) || !subtree.TryAny(out var tag, out var value, out _))
                return Invalid;
            var error = ReadSubtree(all, set, tag, value.Rest, go);
            if (error is not null)
                return error;
        }
        return null;
    }

    private static string? ReadSubtree(NameConstraints all, ConstraintSet set, byte tag, ReadOnlySpan<byte> value, GoVersion go)
    {
        if (tag == DerTag.Context(7))
            return ReadRange(set, value, go);
        if (tag != DerTag.Context(1) && tag != DerTag.Context(2) && tag != DerTag.Context(6))
        {
            all.HasUnhandled = true;
            return null;
        }
        var text = DerString.Raw(value);
        if (!DerString.IsIA5(value))
            return $"x509: invalid constraint value: x509: {GoText.Quote(text)} cannot be encoded as an IA5String";
        if (tag == DerTag.Context(2))
        {
            set.DnsDomains.Add(text);
            return IsDomain(text, go) ? null : $"x509: failed to parse dnsName constraint {GoText.Quote(text)}";
        }
        if (tag == DerTag.Context(1))
        {
            set.EmailAddresses.Add(text);
            return IsMailbox(text, go) ? null : $"x509: failed to parse rfc822Name constraint {GoText.Quote(text)}";
        }
        set.UriDomains.Add(text);
        if (GoAddress.Parse(text, go) is not null)
            return $"x509: failed to parse URI constraint {GoText.Quote(text)}: cannot be IP address";
        return IsDomain(text, go) ? null : $"x509: failed to parse URI constraint {GoText.Quote(text)}";
    }

    private static string? ReadRange(ConstraintSet set, ReadOnlySpan<byte> value, GoVersion go)
    {
        if (value.Length is not (8 or 32))
            return string.Create(CultureInfo.InvariantCulture, $"x509: IP constraint contained value of length {value.Length}");
        set.IPRanges.Add(value.ToArray());
        var mask = value[(value.Length / 2)..];
        if (!IsMask(mask))
            return $"x509: IP constraint contained invalid mask {Hex.Lower(mask)}";
        return go.Minor >= 27 && GoText.IsMappedIPv4(value[..mask.Length]) ? "x509: IP constraint contained IPv4-mapped IPv6 address"
            : null;
    }

    // Ones, then zeros.
    private static bool IsMask(ReadOnlySpan<byte> mask)
    {
        var sawZero = false;
        foreach (var octet in mask)
        {
            var ones = BitOperations.LeadingZeroCount((uint)(byte)~octet << 24);
            if ((sawZero && octet != 0) || (byte)(0xff00 >> Math.Min(ones, 8)) != octet)
                return false;
            sawZero = octet != 0xff;
        }
        return true;
    }

    private static bool IsMailbox(string text, GoVersion go) => text.Contains('@', StringComparison.Ordinal)
        ? Mailbox.TryParse(text, go, out _) : IsDomain(text, go);

    // With a leading dot only what is below it is meant. A dot alone was taken up to Go 1.26.
    private static bool IsDomain(string text, GoVersion go) =>
        !(go.Minor >= 27 && text == ".") && GoDomain.IsValid(text.StartsWith('.') ? text[1..] : text, go);
}
