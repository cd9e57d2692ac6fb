namespace KubePki.Model;

/// <summary>
/// What an endpoint really serves, what clients say to it, and how it stands to the files of its node. Flat and unchangeable.
/// </summary>
public sealed record KubeEndpointVerdict
{
    /// <summary>Host and port as they were dialled: <c>10.0.0.1:6443</c>, <c>[::1]:2379</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The host that was dialled.</summary>
    public required string Host { get; init; }

    /// <summary>The port that was dialled.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// The program that should listen there: <c>kube-apiserver</c>, <c>kubelet</c>, <c>etcd</c>; null when nothing tells.
    /// </summary>
    public string? Component { get; init; }

    /// <summary>Why it was probed: the manifest, the kubeconfig; null when a person named it.</summary>
    public string? Origin { get; init; }

    /// <summary>The name or address that the certificate must be for.</summary>
    public required string ServerName { get; init; }

    /// <summary>What matters most: a value of <see cref="EndpointState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool Ok => Findings.Count == 0;

    /// <summary>What went wrong before a certificate came; null when one came.</summary>
    public string? Failure { get; init; }

    /// <summary>The protocol, <c>TLS 1.3</c>; null without a handshake.</summary>
    public string? Protocol { get; init; }

    /// <summary>The cipher suite; null without a handshake.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>How long the handshake took, the connection not counted; null without one.</summary>
    public TimeSpan? HandshakeTime { get; init; }

    /// <summary>The certificate that is served; null when none came, or it cannot be read.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>All certificates that were sent, the server's own first.</summary>
    public IReadOnlyList<KubeCertificate> Chain { get; init; } = [];

    /// <summary>When the served certificate ends, UTC; null without one.</summary>
    public DateTimeOffset? NotAfter => Certificate?.NotAfter;

    /// <summary>What a Go client says of it; null when no certificate came.</summary>
    public KubeCertificateVerdict? Verdict { get; init; }

    /// <summary>Go's exact text; null when it accepts, or no certificate came.</summary>
    public string? GoError => Verdict?.GoError;

    /// <summary>How it stands to the files of the node: a value of <see cref="EndpointDisk"/>; null when nothing tells.</summary>
    public string? OnDisk { get; init; }

    /// <summary>
    /// The file of the node that the component should serve, else the one that holds the served certificate; null when there is none.
    /// </summary>
    public string? DiskPath { get; init; }

    /// <summary>Whether the server asks for a client certificate.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>Whether it ends the connection of a client that has none; null when that is not known.</summary>
    public bool? RequiresCertificate { get; init; }

    /// <summary>The names of the CAs from which it takes client certificates; empty when it names none.</summary>
    public TextList ClientAuthorities { get; init; } = TextList.Empty;

    /// <summary>Whether it took our client certificate; null when we had none, or that is not known.</summary>
    public bool? AcceptsCertificate { get; init; }

    /// <summary>How it refused our client certificate; null when it did not.</summary>
    public string? ClientError { get; init; }

    /// <summary>What is wrong with it, the worst first, each with its fix.</summary>
    public IReadOnlyList<KubePkiFinding> Findings { get; init; } = [];

    /// <summary>The moment that was asked about, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person: endpoint, component, state, and Go's text.</summary>
    public override string ToString() =>
        Printable.Text($"{Endpoint} ({Component ?? "unknown"}): {State}{((Failure ?? GoError) is { } text ? $", {text}" : "")}");
}
