namespace KubePki.Pki.X509;

/// <summary>Whether an encoding is DER (X.690, 10 and 11) in all its depth, not only where a parser looks.</summary>
internal static class DerCheck
{
    // No certificate or request comes near it.
    private const int MaxDepth = 24;

    private const byte Constructed = 0x20;

    /// <summary>The first thing that is not DER; null when all is, and nothing follows.</summary>
    public static string? Find(ReadOnlySpan<byte> data)
    {
        var input = new Der(data);
        if (!input.TryAny(out var tag, out var content, out _))
            return "it is not DER: a length is indefinite, not minimal, or beyond the end";
        return FindIn(tag, content, 0) ?? (input.IsEmpty ? null : "there is data after the end");
    }

    private static string? FindIn(byte tag, Der content, int depth)
    {
        if ((tag & Constructed) == 0)
            return FindInValue(tag, content.Rest);
        // Strings in pieces are BER.
        if (tag is not (DerTag.Sequence or DerTag.Set) && (tag & 0xc0) == 0)
            return "it is not DER: a value is fragmented";
        if (depth > MaxDepth)
            return "it is nested too deeply";
        ReadOnlySpan<byte> before = default;
        while (!content.IsEmpty)
        {
            var start = content.Rest;
            if (!content.TryAny(out var inner, out var value, out var element))
                return "it is not DER: a length is indefinite, not minimal, or beyond the end";
            if (FindIn(inner, value, depth + 1) is { } fault)
                return fault;
            var whole = start[..element.Length];
            if (tag == DerTag.Set && before.SequenceCompareTo(whole) > 0)
                return "it is not DER: a set is not sorted";
            before = whole;
        }
        return null;
    }

    private static string? FindInValue(byte tag, ReadOnlySpan<byte> value) => tag switch
    {
        DerTag.Boolean when value is not ([0] or [0xff]) => "it is not DER: a boolean is neither 00 nor ff",
        DerTag.Integer when value is [] or [0, < 0x80, ..] or [0xff, >= 0x80, ..] => "it is not DER: an integer is not minimal",
        DerTag.Oid when !Oid.IsMinimal(value) => "it is not DER: an object identifier is not minimal",
        DerTag.BitString when !Der.HasValidPadding(value) => "it is not DER: unused bits are not zero",
        DerTag.Null when !value.IsEmpty => "it is not DER: a null is not empty",
        _ => null,
    };
}
