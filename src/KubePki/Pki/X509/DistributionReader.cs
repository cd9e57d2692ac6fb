using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>CRL distribution points and authority information access: read for form only; nothing is ever fetched.</summary>
internal static class DistributionReader
{
    public static string? CheckPoints(ReadOnlySpan<byte> value)
    {
        const string InvalidPoint = "x509: invalid CRL distribution point";
        if (!new Der(value).TryRead(DerTag.Sequence, out var points))
            return "x509: invalid CRL distribution points";
        while (!points.IsEmpty)
        {
            if (!points.TryRead(DerTag.Sequence, out var point)
                || !point.TryOptional(DerTag.ContextConstructed(0), out var present, out var name))
                return InvalidPoint;
            if (!present)
                continue;
            if (!name.TryRead(DerTag.ContextConstructed(0), out var fullName))
                return InvalidPoint;
            while (fullName.NextIs(DerTag.Context(6)))
            {
                if (!fullName.TryRead(DerTag.Context(6), out _))
                    return InvalidPoint;
            }
        }
        return null;
    }

    public static string? CheckAuthorityInfo(ReadOnlySpan<byte> value, GoVersion go)
    {
        const string Invalid = "x509: invalid authority info access";
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return Invalid;
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryRead(DerTag.Sequence, out var access) || !access.TryOid(out _, go.Minor >= 21))
                return Invalid;
            if (access.NextIs(DerTag.Context(6)) && !access.TryRead(DerTag.Context(6), out _))
                return Invalid;
        }
        return null;
    }
}
