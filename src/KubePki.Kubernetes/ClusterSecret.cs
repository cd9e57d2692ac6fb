using System.Security.Cryptography;

namespace KubePki.Kubernetes;

/// <summary>A Secret (v1). What it holds may be private keys: whoever has read it disposes it, which wipes its data.</summary>
public sealed class ClusterSecret : ApiObject, IDisposable
{
    private readonly SecretModel _model;

    internal ClusterSecret(SecretModel model, string? problem)
        : base(model.Metadata, problem) => _model = model;

    /// <summary>The type, such as <c>kubernetes.io/tls</c>.</summary>
    public string Type => _model.Type ?? "Opaque";

    /// <summary>The names of its data.</summary>
    public IEnumerable<string> Keys => _model.Data?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The data of a name; empty when it has none.</summary>
    /// <param name="key">The name.</param>
    public ReadOnlyMemory<byte> Data(string key) => _model.Data?.GetValueOrDefault(key);

    /// <summary>Wipes the data.</summary>
    public void Dispose()
    {
        foreach (var octets in _model.Data?.Values ?? Enumerable.Empty<byte[]?>())
            CryptographicOperations.ZeroMemory(octets);
    }
}
