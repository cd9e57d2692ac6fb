namespace KubePki.Model;

/// <summary>A kubeconfig file: first what its current context leads to, then all that it holds. No key and no token is kept.</summary>
public sealed record Kubeconfig
{
    /// <summary>The file's name, <c>admin.conf</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is, as a name of the layout table (<c>admin.conf</c>, <c>cni</c>); null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The name of the node that it was read from; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for that node's <c>/</c>.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The <c>current-context</c>; null when there is none.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster of the current context; null when it leads nowhere.</summary>
    public string? Cluster { get; init; }

    /// <summary>The URL of that cluster's API server.</summary>
    public string? Server { get; init; }

    /// <summary>The user of the current context; null when it leads nowhere.</summary>
    public string? User { get; init; }

    /// <summary>The namespace of the current context.</summary>
    public string? Namespace { get; init; }

    /// <summary>How that user proves who it is: a value of <see cref="CredentialKinds"/>.</summary>
    public string CredentialKind { get; init; } = CredentialKinds.None;

    /// <summary>All ways in which that user proves who it is, that of <see cref="CredentialKind"/> first.</summary>
    public TextList Credentials { get; init; } = TextList.Empty;

    /// <summary>Whether kubectl and other clients refuse the file, or what the current context leads to; the problems say why.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The client certificate of that user; null when it has none or it cannot be read.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>The CA certificates that the client trusts for that cluster, in the file's order.</summary>
    public IReadOnlyList<KubeCertificate> Authorities { get; init; } = [];

    /// <summary>When the client certificate ends, UTC; null without one.</summary>
    public DateTimeOffset? NotAfter => Certificate?.NotAfter;

    /// <summary>
    /// What this file is worth to a client: <see cref="Refused"/>, or the status of the client certificate, a value of
    /// <see cref="CertificateStatus"/>. Null without a certificate, and when its time is not now but the user has other credentials, of
    /// which nothing is known.
    /// </summary>
    public string? Status => IsRefused ? Refused
        : Credentials.Count > 1 && Certificate?.Status is CertificateStatus.Expired or CertificateStatus.NotYetValid ? null
        : Certificate?.Status;

    /// <summary>The <see cref="Status"/> of a file that clients refuse.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>What is wrong with entries that the current context does not use.</summary>
    internal IReadOnlyList<PkiProblem> UnusedProblems { get; init; } = [];

    /// <summary>All clusters of the file.</summary>
    public IReadOnlyList<KubeconfigCluster> Clusters { get; init; } = [];

    /// <summary>All users of the file.</summary>
    public IReadOnlyList<KubeconfigUser> Users { get; init; } = [];

    /// <summary>All contexts of the file.</summary>
    public IReadOnlyList<KubeconfigContext> Contexts { get; init; } = [];

    /// <summary>The moment that the certificates' status speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person: name, user, server.</summary>
    public override string ToString() => $"{Name} ({User ?? "no user"} at {Server ?? "no server"})";

    /// <summary>Whether the client certificate expires within a time, or has expired; false without one.</summary>
    /// <param name="threshold">The time.</param>
    public bool EndsWithin(ExpiryThreshold threshold) =>
        Certificate is { } certificate && threshold.Covers(certificate.NotBefore, certificate.NotAfter, certificate.AsOf);

    /// <summary>The users whose certificates have a fault.</summary>
    internal TextList UsersWhose(Func<KubeCertificate, bool> isFaulty) =>
        TextList.From(Users.Where(user => user.Certificate is { } certificate && isFaulty(certificate)).Select(user => user.Name));
}
