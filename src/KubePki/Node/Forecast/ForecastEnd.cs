using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>Something that a cluster depends on, is in no file of a node, and ends at a moment: what a webhook serves, a token.</summary>
public sealed record ForecastEnd
{
    /// <summary>What stops: <c>kube-apiserver</c>, <c>webhook validate.example.com</c>, <c>bootstrap tokens</c>.</summary>
    public required string Part { get; init; }

    /// <summary>How bad it is when it stops.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What happens then, in a sentence without its dot.</summary>
    public required string Stops { get; init; }

    /// <summary>What ends, and where it is: <c>Secret kube-system/x, tls.crt</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The first moment of its lifetime, UTC; null when it is not known.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The last second of its lifetime, UTC.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The SHA-256 of its certificate; null when it is none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Who renews it without being asked; null when nobody is known to.</summary>
    public string? HealsBy { get; init; }

    /// <summary>Where the server that serves it was found; null for what is not served.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What else is known of its certificate; null when it is none.</summary>
    internal ForecastCertificate? Certificate { get; init; }

    /// <summary>Part and end.</summary>
    public override string ToString() => $"{Part} until {Times.Rfc3339(NotAfter)}";

    /// <summary>The end of a certificate.</summary>
    internal static ForecastEnd Of(KubeCertificate certificate, string part, FindingSeverity severity, string stops, string place) => new()
    {
        Part = Printable.Text(part),
        Severity = severity,
        Stops = Printable.Text(stops.TrimEnd('.')),
        Place = Printable.Text(place),
        NotBefore = certificate.NotBefore,
        NotAfter = certificate.NotAfter,
        Fingerprint = certificate.Fingerprint,
        Certificate = ForecastCertificate.Of(certificate),
    };
}
