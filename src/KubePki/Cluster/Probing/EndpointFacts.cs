using KubePki.Model;
using KubePki.Node.Guidance;

namespace KubePki.Cluster.Probing;

/// <summary>What is known of an endpoint, before it is put into findings.</summary>
internal sealed record EndpointFacts
{
    public required ProbeTarget Target { get; init; }

    public required Handshake Seen { get; init; }

    public required string ServerName { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The program; null when nothing tells.</summary>
    public string? Component { get; init; }

    /// <summary>The role of the certificate; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The certificate that is served; null when none can be read.</summary>
    public KubeCertificate? Served { get; init; }

    /// <summary>What Go says to all of it; null when it accepts.</summary>
    public string? GoError { get; init; }

    /// <summary>What Go says to the name alone; null when it accepts.</summary>
    public string? NameError { get; init; }

    /// <summary>What Go would say to the chain within the lifetime; null when it would accept.</summary>
    public string? ChainError { get; init; }

    /// <summary>Whether the component made its own CA.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>A value of <see cref="EndpointDisk"/>.</summary>
    public string? OnDisk { get; init; }

    /// <summary>The certificate that it should serve; null when there is none.</summary>
    public KubeCertificate? Expected { get; init; }

    /// <summary>Where the served certificate lies on the node; null when it does not.</summary>
    public KubeCertificate? Found { get; init; }

    /// <summary>How the server refused our certificate; null when it did not.</summary>
    public string? ClientError { get; init; }

    /// <summary>
    /// The CA on disk that has the name of the issuer, and did not sign it; null when there is none, or another one has signed it.
    /// </summary>
    public KubeCertificate? Twin { get; init; }

    /// <summary>The fixes for the node; null without one.</summary>
    public NodeGuidance? Guidance { get; init; }

    /// <summary>What is wrong with the file from which it is served, and what a repair does about it.</summary>
    public IReadOnlyList<KubePkiFinding> OfFile { get; init; } = [];

    /// <summary>The command that repairs the file of what one of these checks has found; null when none does.</summary>
    public string? CureOf(params IEnumerable<string> checks) =>
        OfFile.FirstOrDefault(finding => finding.CanRepair && checks.Contains(finding.Check))?.Cure;

    public bool IsExpired => Served?.Expired == true;

    /// <summary>Whether it says what it is for, and that is not to serve.</summary>
    public bool IsNoServer =>
        Served is { Usages.Count: > 0 } served && !served.Usages.Contains("serverAuth") && !served.Usages.Contains("any");

    public bool IsEarly => Served is { } served && AsOf < served.NotBefore;

    public bool IsStale => OnDisk is EndpointDisk.Differs or EndpointDisk.OtherFile;

    /// <summary>
    /// Whether what is served is no earlier or later form of what the file holds: another CA signed it, or it is for somebody else. Then it
    /// is most likely another machine's.
    /// </summary>
    public bool IsForeign => OnDisk == EndpointDisk.Differs && Served is { } served && Expected is { } expected
        && (served.Subject != expected.Subject || served.Issuer != expected.Issuer
            || served.Authority != expected.Authority || served.AuthorityKeyId != expected.AuthorityKeyId
            || (Names(served).Except(Names(expected)).Any() && Names(expected).Except(Names(served)).Any()));

    private static IEnumerable<string> Names(KubeCertificate certificate) => certificate.DnsNames.Concat(certificate.IPAddresses);
}
