using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;

namespace KubePki.Cluster;

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
        var words = (e.InnerException?.InnerException ?? e.InnerException ?? e).Message;
        return e.HttpRequestError == HttpRequestError.SecureConnectionError
            ? new ClusterException(ClusterProblemId.ServerUnreachable, $"{server}: the TLS handshake failed: {words}", e)
            : new ClusterException(ClusterProblemId.ServerUnreachable, $"{server}: {words}", e);
    }

    /// <summary>What an answer that is an error says: the server's own words where it has any.</summary>
    public static ClusterException From(string request, HttpStatusCode code, byte[] body)
    {
        var (reason, message, next) = Status(body);
        var words = message ?? (body.Length == 0 ? "" : Excerpt(body));
        return new ClusterException(ClusterProblemId.ServerRefused, FormattableString.Invariant($"{request}: {(int)code} {reason ?? code.ToString()}{(words.Length == 0 ? "" : ": ")}{words}"))
        {
            Code = (int)code,
            Reason = reason,
            StatusMessage = message,
            Continue = next,
        };
    }

    /// <summary>What a Status object inside of a stream says.</summary>
    public static ClusterException From(string request, JsonElement status)
    {
        var code = status.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
        return From(request, (HttpStatusCode)code, Encoding.UTF8.GetBytes(status.GetRawText()));
    }

    /// <summary>The beginning of an error's body.</summary>
    public static async Task<byte[]> BodyAsync(HttpResponseMessage answer, Deadline deadline)
    {
        try
        {
            var octets = new byte[BodyLimit];
            var length = await deadline.Run(async stop =>
            {
                var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                    return await stream.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return octets[..length];
        }
        catch (Exception e) when (e is ClusterException or HttpRequestException)
        {
            // The status alone must do.
            return [];
        }
    }

    private static (string? Reason, string? Message, string? Continue) Status(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "kind") != "Status")
                return default;
            var next = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? Text(metadata, "continue") : null;
            return (Text(root, "reason"), Text(root, "message"), next);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length > 200 ? text[..200] + "…" : text;
    }
}
