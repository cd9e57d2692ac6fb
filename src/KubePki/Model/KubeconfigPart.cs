namespace KubePki.Model;

/// <summary>What of a kubeconfig has a fault.</summary>
internal enum KubeconfigPart
{
    /// <summary>The credential of a user.</summary>
    Credential,

    /// <summary>The CA or the server of a cluster.</summary>
    Connection,
}
