namespace KubePki.Model;

/// <summary>Whether kubelet can speak to its API server with what it has, why not, what else it has, and when that changes.</summary>
public sealed record KubeletClientVerdict
{
    /// <summary>The directory that stands for the node's <c>/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The node's name; null when nothing tells.</summary>
    public string? NodeName { get; init; }

    /// <summary>Where that name comes from.</summary>
    public string? NodeNameSource { get; init; }

    /// <summary>kubelet's kubeconfig, as a path of the node; null when none was read.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>How that kubeconfig proves who it is, a value of <see cref="CredentialKinds"/>.</summary>
    public string CredentialKind { get; init; } = CredentialKinds.None;

    /// <summary>The file that holds the credential, links not followed, as a path of the node; null when there is none.</summary>
    public string? CredentialPath { get; init; }

    /// <summary>Where that link leads, as it is written; null when it is no link.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>The certificate that kubelet would show; null when there is none to read.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>Whether the API server would let kubelet in at <see cref="AsOf"/>.</summary>
    public bool Usable { get; init; }

    /// <summary>The answer in plain words.</summary>
    public required string Reason { get; init; }

    /// <summary>What the refusing component says, in Go's words; null when usable.</summary>
    public string? GoError { get; init; }

    /// <summary>
    /// Whether the certificate's common name is this node's; null when one of the two is not known. A wrong name gives 403, not 401.
    /// </summary>
    public bool? NameMatches { get; init; }

    /// <summary>Every credential that was found, the best first.</summary>
    public IReadOnlyList<KubeletPem> Candidates { get; init; } = [];

    /// <summary>The best usable credential that kubelet does not use now; null when there is none, or none is needed.</summary>
    public KubeletPem? BestAlternative { get; init; }

    /// <summary>What kubelet does when it is started now. It never looks at NotBefore.</summary>
    public required string AtStart { get; init; }

    /// <summary>What a kubelet that is running does.</summary>
    public required string WhileRunning { get; init; }

    /// <summary>When waiting alone makes it usable, UTC; null when it never does, or it is usable.</summary>
    public DateTimeOffset? HealsAt { get; init; }

    /// <summary>Whether restarting kubelet, and nothing else, helps.</summary>
    public bool RestartHelps { get; init; }

    /// <summary>What to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>The earliest moment at which kubelet asks for the next certificate (70 % of the lifetime), UTC.</summary>
    public DateTimeOffset? RotationFrom { get; init; }

    /// <summary>The latest such moment (90 % of the lifetime), UTC.</summary>
    public DateTimeOffset? RotationUntil { get; init; }

    /// <summary>What the traces on the disk say of the clock.</summary>
    public required ClockForensics Clock { get; init; }

    /// <summary>The moment that all this speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{(Usable ? "usable" : "not usable")}: {Reason}";
}
