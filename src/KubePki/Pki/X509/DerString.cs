using System.Buffers;
using System.Globalization;
using System.Text;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>The string types of X.520, judged as Go judges them.</summary>
internal static class DerString
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private static readonly SearchValues<byte> Numeric = SearchValues.Create("0123456789 "u8);

    // '*' and '&' are outside the type but Go, like everybody, has met too many certificates with them.
    private static readonly SearchValues<byte> Printable = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?*&"u8);

    /// <summary>The text of a directory string, or null with Go's complaint.</summary>
    public static string? Read(byte tag, ReadOnlySpan<byte> value, GoVersion go, out string? error)
    {
        error = Check(tag, value, go);
        return error is null ? Decode(tag, value) : null;
    }

    public static bool IsIA5(ReadOnlySpan<byte> value) => !value.ContainsAnyExceptInRange((byte)0, (byte)0x7f);

    /// <summary>One character for each byte: what is shown of bytes that are no text.</summary>
    public static string Raw(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value);

    private static string? Check(byte tag, ReadOnlySpan<byte> value, GoVersion go) => tag switch
    {
        DerTag.T61String => null,
        DerTag.PrintableString => IsPrintable(value) ? null : "invalid PrintableString",
        DerTag.Utf8String => System.Text.Unicode.Utf8.IsValid(value) ? null : "invalid UTF-8 string",
        DerTag.BmpString => value.Length % 2 == 0 && (go.Minor < 26 || !HasSurrogate(value)) ? null : "invalid BMPString",
        DerTag.IA5String => IsIA5(value) ? null : "invalid IA5String",
        DerTag.NumericString => value.ContainsAnyExcept(Numeric) ? "invalid NumericString" : null,
        _ => go.Minor >= 27 ? null : string.Create(CultureInfo.InvariantCulture, $"unsupported string type: {tag}"),
    };

    private static string Decode(byte tag, ReadOnlySpan<byte> value) => tag switch
    {
        DerTag.Utf8String => StrictUtf8.GetString(value),
        DerTag.BmpString => Encoding.BigEndianUnicode.GetString(value is [.., 0, 0] ? value[..^2] : value),
        _ => Raw(value),
    };

    private static bool HasSurrogate(ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length; i += 2)
        {
            if (value[i] is >= 0xd8 and <= 0xdf)
                return true;
        }
        return false;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> value) => !value.ContainsAnyExcept(Printable);
}
