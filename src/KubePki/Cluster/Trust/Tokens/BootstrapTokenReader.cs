using System.Security.Cryptography;
using KubePki.Cluster.Client;
using KubePki.Kubernetes;

namespace KubePki.Cluster.Trust.Tokens;

/// <summary>Reads the bootstrap tokens of a cluster.</summary>
internal static class BootstrapTokenReader
{
    private const string Place = "kube-system";

    /// <summary>The right that it takes.</summary>
    public static TrustRight ListSecrets { get; } = new("list", "", "secrets");

    /// <summary>The tokens; null when they may not be read, which is told. The caller disposes them.</summary>
    public static async Task<IReadOnlyList<BootstrapToken>?> ReadAsync(TrustContext context, CancellationToken cancellation)
    {
        var tokens = new List<BootstrapToken>();
        var query = new ListQuery { FieldSelector = "type=" + BootstrapToken.SecretType, PageSize = context.Options.PageSize };
        await foreach (var token in context.ListAsync(ListSecrets, api => api.SecretsOf(Place), (ClusterSecret secret) => Read(secret),
            query,
            cancellation).ConfigureAwait(false))
            tokens.Add(token);
        if (tokens.Count > 0)
            return tokens;
        var review = new AccessReview("list", "", "secrets", Namespace: Place);
        return (await context.Client.CanAsync(review, cancellation).ConfigureAwait(false)).Allowed ? tokens : null;
    }

    private static BootstrapToken? Read(ClusterSecret secret)
    {
        using (secret)
        {
            if (secret.Type != BootstrapToken.SecretType)
                return null;
            var data = secret.Keys.Distinct().ToDictionary(key => key, key => secret.Data(key).ToArray(), StringComparer.Ordinal);
            try
            {
                return BootstrapToken.Read(secret.Name, data);
            }
            finally
            {
                foreach (var octets in data.Values)
                    CryptographicOperations.ZeroMemory(octets);
            }
        }
    }
}
