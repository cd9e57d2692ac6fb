using KubePki.Node.Layout;

namespace KubePki.Cluster.Probing;

/// <summary>What kubectl says of an endpoint, so that who has read it there finds it here.</summary>
internal static class KubectlWords
{
    private const string Unable = "Unable to connect to the server: ";

    /// <summary>
    /// Its words about what came of the connection, or about the certificate; null where kubectl does not go, or is content.
    /// </summary>
    /// <param name="facts">What is known of the endpoint.</param>
    /// <param name="goError">Go's words about the certificate; null for the connection.</param>
    public static string? Of(EndpointFacts facts, string? goError)
    {
        var words = goError is null ? OfConnection(facts) : OfCertificate(goError);
        if (words is null)
            return null;
        return facts.Component switch
        {
            // kubectl logs, exec and port-forward: the API server dials, and reports.
            "kubelet" => $"Error from server: Get \"https://{facts.Target.Endpoint}/containerLogs/...\": "
                + words.Replace(Unable, "", StringComparison.Ordinal),
            null or "kube-apiserver" => words,
            _ => facts.Role == PkiRoles.ApiServer ? words : null,
        };
    }

    /// <summary>Its words when the API server rejects a client certificate.</summary>
    /// <param name="facts">What is known of the endpoint.</param>
    public static string? OfClient(EndpointFacts facts) => facts.Component is not (null or "kube-apiserver") ? null
        : facts.ClientError?.StartsWith("401", StringComparison.Ordinal) == true
            ? "error: You must be logged in to the server (Unauthorized)" : Unable + facts.ClientError;

    private static string? OfConnection(EndpointFacts facts)
    {
        var (seen, endpoint) = (facts.Seen, facts.Target.Endpoint);
        if (seen.Unreachable is { } reason)
        {
            return reason switch
            {
                "connection refused" when facts.Component == "kubelet" => $"dial tcp {endpoint}: connect: connection refused",
                "connection refused" => $"The connection to the server {endpoint} was refused - did you specify the right host or port?",
                "no such host" => $"{Unable}dial tcp: lookup {facts.Target.Host}: no such host",
                "no route to host" or "network is unreachable" => $"{Unable}dial tcp {endpoint}: connect: {reason}",
                _ => $"{Unable}dial tcp {endpoint}: i/o timeout",
            };
        }
        return seen switch
        {
            { IsPlainHttp: true } => $"{Unable}http: server gave HTTP response to HTTPS client",
            { Alert: { } alert } => Unable + alert.Words,
            { IsTimeout: true } => $"{Unable}net/http: TLS handshake timeout",
            { IsCutOff: true } => $"{Unable}EOF",
            { Failure: "connection reset by peer" } => $"{Unable}read: connection reset by peer",
            { Failure: not null } => $"{Unable}tls: first record does not look like a TLS handshake",
            _ => null,
        };
    }

    // Since Go 1.20 of 2023.
    private static string OfCertificate(string goError) => goError.StartsWith("x509: ", StringComparison.Ordinal)
        ? $"{Unable}tls: failed to verify certificate: {goError}" : Unable + goError;
}
