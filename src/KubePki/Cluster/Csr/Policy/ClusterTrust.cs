using System.Text;
using System.Text.Json;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>What a cluster says of its CAs and of the keys that are its own, gathered from the objects that have it.</summary>
internal sealed class ClusterTrust(DateTimeOffset asOf)
{
    private readonly List<KubeCertificate> _authorities = [];
    private readonly List<KubeCertificate> _clientAuthorities = [];

    /// <summary>Keys of CAs and of service accounts' tokens: nobody else may have a certificate for one.</summary>
    public RefusedKeys RefusedKeys { get; } = new();

    /// <summary>The CAs that pods trust.</summary>
    public IReadOnlyList<KubeCertificate> Authorities => _authorities;

    /// <summary>The CAs of client certificates that the API server trusts.</summary>
    public IReadOnlyList<KubeCertificate> ClientAuthorities => _clientAuthorities;

    /// <summary>The data of the ConfigMap kube-root-ca.crt; null when it cannot be read.</summary>
    public void AddRoots(IReadOnlyDictionary<string, string>? map) => AddBundle(TextIn(map, "ca.crt"), "kube-root-ca.crt", _authorities);

    /// <summary>The data of the ConfigMap extension-apiserver-authentication; null when it cannot be read.</summary>
    public void AddAuthentication(IReadOnlyDictionary<string, string>? map)
    {
        AddBundle(TextIn(map, "client-ca-file"), "client-ca-file", _clientAuthorities);
        AddBundle(TextIn(map, "requestheader-client-ca-file"), "requestheader-client-ca-file", null);
    }

    /// <summary>
    /// The data of the ConfigMap cluster-info, which has a kubeconfig; null when it cannot be read. Anybody may read it, and it is signed
    /// for those who join; so its CA is refused, and trusted by nobody.
    /// </summary>
    public void AddClusterInfo(IReadOnlyDictionary<string, string>? map)
    {
        try
        {
            var clusters = YamlText.Parse(TextIn(map, "kubeconfig")).Root?.At("clusters") as YamlSequence;
            foreach (var cluster in clusters?.Items ?? [])
            {
                if (cluster.At("cluster", "certificate-authority-data") is YamlScalar { Value: var data }
                    && Base64Text.Decode(data) is { } bundle)
                    AddBundle(Encoding.UTF8.GetString(bundle), "cluster-info", null);
            }
        }
        catch (YamlFormatException)
        {
            // Who wrote this told no CA.
        }
    }

    /// <summary>The answer of <c>/openid/v1/jwks</c> (RFC 7517): the keys that tokens of service accounts are signed with.</summary>
    /// <returns>Whether it is such a set.</returns>
    public bool AddTokenKeys(string json)
    {
        try
        {
            using var set = JsonDocument.Parse(json);
            if (set.RootElement.ValueKind != JsonValueKind.Object
                || !set.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
                return false;
            foreach (var key in keys.EnumerateArray())
            {
                if (JsonWebKey.PublicKeyInfo(key) is { } info)
                    RefusedKeys.Add(info, "service accounts' tokens (/openid/v1/jwks)");
            }
            return true;
        }
        // A text with half a surrogate is only found when it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void AddBundle(string text, string name, List<KubeCertificate>? authorities)
    {
        foreach (var certificate in AuthorityFile.Parse(Encoding.UTF8.GetBytes(text), name, asOf))
        {
            RefusedKeys.Add(certificate.Parsed, $"the CA {certificate.Subject}");
            authorities?.Add(certificate);
        }
    }

    private static string TextIn(IReadOnlyDictionary<string, string>? map, string key) => map?.GetValueOrDefault(key) ?? "";
}
