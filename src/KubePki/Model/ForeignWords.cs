using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubePki.Model;

/// <summary>
/// What an exception of the runtime says, in words. The native program has no texts of the runtime, only their keys
/// (<c>net_auth_SSPI</c>, <c>IO_FileNotFound_FileName, /a</c>), and no key is shown to anybody.
/// </summary>
public static partial class ForeignWords
{
    /// <summary>The words of the innermost exception that has any, else what its kind means.</summary>
    /// <param name="exception">The exception.</param>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var chain = new List<Exception>();
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
            chain.Add(inner);
        chain.Reverse();
        return chain.Select(Words).FirstOrDefault(words => words is not null) ?? Kind(chain[0]);
    }

    /// <summary>What went wrong with a connection, as Go says it.</summary>
    /// <param name="error">The error.</param>
    public static string? Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.TimedOut => "connection timed out",
        SocketError.HostNotFound or SocketError.NoData => "no such host",
        SocketError.TryAgain => "the name server does not respond",
        SocketError.AccessDenied => "permission denied",
        _ => null,
    };

    /// <summary>Whether a text is the key of a text, with or without what belongs into it.</summary>
    /// <param name="text">The text.</param>
    public static bool IsKey(string text) => Key().IsMatch(text);

    private static string? Words(Exception exception) => exception switch
    {
        SocketException socket when Of(socket.SocketErrorCode) is { } words => words,
        JsonException { LineNumber: { } line, BytePositionInLine: { } position } =>
            FormattableString.Invariant($"invalid JSON in line {line + 1} at byte {position}"),
        _ => exception.Message.Length == 0 || IsKey(exception.Message) ? null : exception.Message,
    };

    private static string Kind(Exception exception) => exception switch
    {
        FileNotFoundException => "the file does not exist",
        DirectoryNotFoundException => "the directory does not exist",
        UnauthorizedAccessException => "access denied",
        PathTooLongException => "the path is too long",
        EndOfStreamException => "the data ends too early",
        HttpIOException => "the response is not HTTP, or it ends too early",
        IOException => "an input or output error",
        AuthenticationException => "TLS failed",
        JsonException => "invalid JSON",
        CryptographicException => "the data is not what it should be",
        FormatException or InvalidDataException or ArgumentException or InvalidOperationException => "the data has the wrong form",
        TimeoutException => "it took too long",
        _ => exception.GetType().Name,
    };

    // Words of a key are joined by underscores; a message has blanks before any of them.
    [GeneratedRegex(@"\A[A-Z]?[a-z]*[A-Za-z0-9]*_[A-Za-z0-9_]+(?:, |\z| LineNumber: )|\A[A-Z][A-Za-z0-9]+(?:, |\z)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
