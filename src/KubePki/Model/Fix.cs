namespace KubePki.Model;

/// <summary>What would put right what a check found, as data: the planner makes actions of it.</summary>
internal abstract record Fix
{
    /// <summary>Whether all that it needs (a CA's key, an older credential that works) lies on this node.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>The users of a kubeconfig that have the fault, all of them; none where it is not in users.</summary>
    public TextList Users { get; init; } = TextList.Empty;

    /// <summary>The same, with the conditions of the check that asks for it.</summary>
    public Fix If(bool isPossible) => this with { IsPossible = IsPossible && isPossible };

    /// <summary>Nothing that this tool does.</summary>
    /// <param name="Reason">Why, in a sentence; null where nothing more is to be said than what the remedy says.</param>
    public sealed record None(string? Reason) : Fix;

    /// <summary>A new certificate, or a new credential in the kubeconfig, of a role.</summary>
    /// <param name="Role">The role's name.</param>
    public sealed record RenewRole(string Role) : Fix;

    /// <summary>A new certificate for the key of a CA, which happens only where it is asked for.</summary>
    /// <param name="Authority">The CA.</param>
    public sealed record RenewAuthority(KubeCertificate Authority) : Fix;

    /// <summary>A credential for kubelet: an older pem that works, or a new one; its links and its kubeconfig.</summary>
    public sealed record RenewKubeletCredential : Fix;

    /// <summary>The link to the certificate that kubelet serves.</summary>
    public sealed record RelinkKubeletServer : Fix;

    /// <summary>A serving certificate for kubelet, in the way that the user chooses.</summary>
    public sealed record IssueKubeletServer : Fix;

    /// <summary>Rotation of kubelet's certificate, switched on.</summary>
    public sealed record EnableRotation : Fix;

    /// <summary>The network of another cluster, moved away.</summary>
    /// <param name="Network">Its configuration.</param>
    public sealed record RemoveNetwork(CniConfiguration Network) : Fix;

    /// <summary>What of a person's kubeconfig belongs to this cluster, brought up to date.</summary>
    /// <param name="Copy">The kubeconfig.</param>
    /// <param name="Part">What of it has the fault.</param>
    public sealed record RefreshCopy(Kubeconfig Copy, KubeconfigPart Part) : Fix;

    /// <summary>The CA and the server in a kubeconfig of the node.</summary>
    /// <param name="Kubeconfig">The kubeconfig.</param>
    /// <param name="Otherwise">What to do when they are right already.</param>
    public sealed record UpdateConnection(Kubeconfig Kubeconfig, Fix Otherwise) : Fix;

    /// <summary>Modes and owners.</summary>
    public sealed record SetAccess : Fix;
}
