namespace KubePki.Cluster.Client;

/// <summary>How a user of a kubeconfig proves who it is. Data wins over files.</summary>
internal sealed class UserAccess
{
    public required string Name { get; init; }

    public byte[]? CertificateData { get; init; }

    public string? CertificateFile { get; init; }

    public byte[]? KeyData { get; init; }

    public string? KeyFile { get; init; }

    public string? Token { get; init; }

    /// <summary>Wins over the token: it is read again when it changes.</summary>
    public string? TokenFile { get; init; }

    public ExecPlugin? Exec { get; init; }

    public Impersonation? As { get; init; }

    public bool HasCertificate => CertificateData is not null || CertificateFile is not null;

    /// <summary>Whether a secret would go over the wire as it is.</summary>
    public bool HasToken => Token is not null || TokenFile is not null;

    /// <summary>The same, as another who has only a token.</summary>
    public UserAccess WithToken(string? token, string? tokenFile) => new() { Name = Name, Token = token, TokenFile = tokenFile, As = As };
}
