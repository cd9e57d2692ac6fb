using KubePki.Pki.X509;

namespace KubePki.Changes.ExternalCa;

/// <summary>A key for which a certificate may come back, and what it is for.</summary>
/// <param name="Role">The role.</param>
/// <param name="KeyHash">The SHA-256 of its SubjectPublicKeyInfo.</param>
internal sealed record KnownKey(string Role, string KeyHash)
{
    /// <summary>The request; null for a key of the node that nobody asked with.</summary>
    public ParsedRequest? Request { get; init; }

    /// <summary>The file of the key as a path of this machine, when it lies with the requests.</summary>
    public string? HostPath { get; init; }

    /// <summary>The file of the key as a path of the node: a key, a pem, or a kubeconfig.</summary>
    public string? NodePath { get; init; }

    /// <summary>The user of that kubeconfig; null for a file that is a key.</summary>
    public string? User { get; init; }

    /// <summary>Whether the key is anywhere.</summary>
    public bool HasKey => HostPath is not null || NodePath is not null;
}
