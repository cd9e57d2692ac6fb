using System.Net.Http;
using System.Net;
using System.Text;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Client;

/// <summary>Makes the exception of this room of what .NET throws and of what servers answer.</summary>
internal static class ClusterErrors
{
    private const int BodyLimit = 64 * 1024;

    /// <summary>Whether nothing of a request can have reached the server, so that asking again is safe and may help.</summary>
    public static bool IsUnconnected(HttpRequestException e) => e.HttpRequestError == HttpRequestError.ConnectionError;

    /// <summary>What a failed request says.</summary>
    public static ClusterException From(Uri server, HttpRequestException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is ClusterException own)
                return own;
        }
        var words = TlsAlert.In(e)?.Words ?? TlsAlert.Objection(e) ?? ForeignWords.Of(e);
        return e.HttpRequestError == HttpRequestError.SecureConnectionError
            ? new ClusterException(ClusterProblemId.ServerUnreachable, $"{server}: the TLS handshake failed: {words}", e)
            : new ClusterException(ClusterProblemId.ServerUnreachable, $"{server}: {words}", e);
    }

    /// <summary>What an answer that is an error says: the server's own words where it has any.</summary>
    public static ClusterException From(string request, HttpStatusCode code, ReadOnlyMemory<byte> body)
    {
        var status = ApiStatus.Read(body);
        var words = status?.Message ?? Excerpt(body.Span);
        var reason = status?.Reason ?? code.ToString();
        var message = FormattableString.Invariant($"{request}: {(int)code} {reason}{(words.Length == 0 ? "" : ": ")}{words}");
        return new ClusterException(ClusterProblemId.ServerRefused, message)
        {
            Code = (int)code,
            Reason = status?.Reason,
            StatusMessage = status?.Message,
            Continue = status?.Continue,
        };
    }

    /// <summary>What a Status object inside of a stream says.</summary>
    public static ClusterException From(string request, ReadOnlyMemory<byte> status) =>
        From(request, (HttpStatusCode)(ApiStatus.Read(status)?.Code ?? 0), status);

    /// <summary>The beginning of an error's body.</summary>
    public static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage answer, Deadline deadline)
    {
        var octets = new byte[BodyLimit];
        var length = 0;
        try
        {
            var stream = await deadline.Run(stop => answer.Content.ReadAsStreamAsync(stop)).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await deadline.ReadAsync(stream, octets.AsMemory(length)).ConfigureAwait(false)) > 0)
                    length += read;
            }
        }
        catch (Exception e) when (e is ClusterException or HttpRequestException)
        {
            // The status, and what has come, must do.
        }
        return octets.AsMemory(0, length);
    }

    private static string Excerpt(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length > 200 ? text[..200] + "…" : text;
    }
}
