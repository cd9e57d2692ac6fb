namespace KubePki.X509;

/// <summary>Policy mappings, policy constraints and inhibitAnyPolicy, which Go reads since 1.24.</summary>
internal static class PolicyReader
{
    public static string? Check(byte extension, ReadOnlySpan<byte> value, GoVersion go) => extension switch
    {
        33 => CheckMappings(value, go) ? null : "x509: invalid policy mappings extension",
        36 => CheckConstraints(value) ? null : "x509: invalid policy constraints extension",
        _ => new Der(value).TryInt64(out _) ? null : "x509: invalid inhibit any policy extension",
    };

    private static bool CheckMappings(ReadOnlySpan<byte> value, GoVersion go)
    {
        if (!new Der(value).TryRead(DerTag.Sequence, out var sequence))
            return false;
        while (!sequence.IsEmpty)
        {
            if (!sequence.TryRead(DerTag.Sequence, out var mapping)
                || !mapping.TryOid(out _, go.Minor >= 21) || !mapping.TryOid(out _, go.Minor >= 21))
                return false;
        }
        return true;
    }

    private static bool CheckConstraints(ReadOnlySpan<byte> value) =>
        new Der(value).TryRead(DerTag.Sequence, out var sequence)
        && (!sequence.NextIs(DerTag.Context(0)) || sequence.TryInt64(out _, DerTag.Context(0)))
        && (!sequence.NextIs(DerTag.Context(1)) || sequence.TryInt64(out _, DerTag.Context(1)));
}
