using System.Globalization;
using System.Text.RegularExpressions;

namespace KubePki.Cluster.Client;

/// <summary>The alert with which a server ended TLS: its number (RFC 8446, 6.2), and the name that Go has for it.</summary>
/// <param name="Number">The number.</param>
internal sealed partial record TlsAlert(int Number)
{
    // OpenSSL has its own numbers below this, and alerts above it (SSL_AD_REASON_OFFSET).
    private const int Offset = 1000;

    private const string NoTls = "it does not speak TLS";
    private const string CutOff = "it closed the connection during the handshake";

    // The runtime reads the frames before OpenSSL does: how its texts begin, and their keys where texts are left out.
    private static readonly (string Text, string Key, string Words)[] OfRuntime =
    [
        ("Cannot determine the frame size", "net_frame_read_size", NoTls),
        ("Received an unexpected EOF", "net_io_eof", CutOff),
    ];

    // crypto/tls/alert.go.
    private static readonly Dictionary<int, string> Names = new()
    {
        [0] = "close notify",
        [10] = "unexpected message",
        [20] = "bad record MAC",
        [22] = "record overflow",
        [40] = "handshake failure",
        [42] = "bad certificate",
        [43] = "unsupported certificate",
        [44] = "revoked certificate",
        [45] = "expired certificate",
        [46] = "unknown certificate",
        [47] = "illegal parameter",
        [48] = "unknown certificate authority",
        [49] = "access denied",
        [50] = "error decoding message",
        [51] = "error decrypting message",
        [70] = "protocol version not supported",
        [71] = "insufficient security level",
        [80] = "internal error",
        [86] = "inappropriate fallback",
        [90] = "user canceled",
        [100] = "no renegotiation",
        [109] = "missing extension",
        [110] = "unsupported extension",
        [112] = "unrecognized name",
        [113] = "bad certificate status response",
        [115] = "unknown PSK identity",
        [116] = "certificate required",
        [120] = "no application protocol",
        [121] = "encrypted client hello required",
    };

    /// <summary>What a Go client says: <c>remote error: tls: internal error</c>.</summary>
    public string Words => "remote error: tls: "
        + (Names.GetValueOrDefault(Number) ?? string.Create(CultureInfo.InvariantCulture, $"alert({Number})"));

    /// <summary>Whether it is about the certificate of the client, or that there was none.</summary>
    public bool IsAboutClient => Number is (>= 42 and <= 49) or 51 or 116;

    /// <summary>Whether nothing that both sides have would do: protocol, cipher suite, key exchange, signature.</summary>
    public bool IsAboutChoices => Number is 40 or 70 or 71;

    /// <summary>What it means; null when the words say it.</summary>
    public string? Meaning => Number switch
    {
        80 => "a server in Go says so when it has no certificate to serve",
        40 or 71 => "it and this client have no cipher suite, key exchange or signature algorithm in common",
        70 => "it and this client have no version of TLS in common",
        112 => "it has no certificate for this name",
        116 => "it demands a client certificate",
        48 => "it does not know the CA of the client certificate",
        _ => null,
    };

    /// <summary>The alert in an exception of the runtime; null when there is none.</summary>
    public static TlsAlert? In(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (Reason(inner) is > Offset and < Offset + 256 and var reason)
                return new TlsAlert(reason - Offset);
        }
        return null;
    }

    /// <summary>What OpenSSL itself, or the runtime before it, had to object, in words; null when it was nothing, or not known.</summary>
    public static string? Objection(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            foreach (var (text, key, words) in OfRuntime)
            {
                if (inner.Message.StartsWith(text, StringComparison.Ordinal) || inner.Message == key)
                    return words;
            }
            switch (Reason(inner))
            {
                case 267:
                    return NoTls;
                case 294:
                    return CutOff;
                case 258 or 191 or 166:
                    return "this machine's policy refuses its version of TLS";
                case 394:
                    return "this machine's policy refuses its Diffie-Hellman parameters, which are too small";
            }
        }
        return null;
    }

    // "error:0A000412:SSL routines::sslv3 alert bad certificate": the lower 23 bits are the reason.
    private static int? Reason(Exception exception) =>
        Code().Match(exception.Message) is { Success: true } match
        && uint.TryParse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code)
            ? (int)(code & 0x7fffff) : null;

    [GeneratedRegex(@"error:([0-9A-Fa-f]{8}):")]
    private static partial Regex Code();
}
