namespace KubePki.Model;

/// <summary>A user entry of a kubeconfig.</summary>
public sealed record KubeconfigUser
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the user proves who it is: a value of <see cref="CredentialKinds"/>.</summary>
    public string CredentialKind { get; init; } = CredentialKinds.None;

    /// <summary>
    /// All ways in which the user proves who it is, that of <see cref="CredentialKind"/> first; the server takes any of them.
    /// </summary>
    public TextList Credentials { get; init; } = TextList.Empty;

    /// <summary>The client certificate's file, resolved against the kubeconfig's directory; null when embedded or absent.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The client key's file, resolved against the kubeconfig's directory; null when embedded or absent.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The token's file, resolved against the kubeconfig's directory; null when embedded or absent.</summary>
    public string? TokenPath { get; init; }

    /// <summary>The program that is asked for a credential.</summary>
    public string? ExecCommand { get; init; }

    /// <summary>The client certificate, embedded or from that file; null when absent or unreadable.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>The entry's name and credential.</summary>
    public override string ToString() => $"{Name} ({CredentialKind})";
}
