namespace KubePki.Model;

/// <summary>The values of <see cref="Kubeconfig.CredentialKind"/>, in the order in which client-go prefers them.</summary>
public static class CredentialKinds
{
    /// <summary>A client certificate inside the kubeconfig.</summary>
    public const string EmbeddedCertificate = "EmbeddedCertificate";

    /// <summary>A client certificate in a file that the kubeconfig names.</summary>
    public const string CertificateFile = "CertificateFile";

    /// <summary>A bearer token inside the kubeconfig.</summary>
    public const string Token = "Token";

    /// <summary>A bearer token in a file that the kubeconfig names.</summary>
    public const string TokenFile = "TokenFile";

    /// <summary>A program that is asked for a credential.</summary>
    public const string Exec = "Exec";

    /// <summary>A provider compiled into old clients.</summary>
    public const string AuthProvider = "AuthProvider";

    /// <summary>A user name and a password.</summary>
    public const string Basic = "Basic";

    /// <summary>Nothing: the client is anonymous.</summary>
    public const string None = "None";
}
