using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>A certificate on which a part depends, and the CAs by which others know it.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Authorities">The certificates of the CA that signed it; none when it is not known.</param>
internal sealed record ForecastCredential(KubeCertificate Certificate, IReadOnlyList<KubeCertificate> Authorities)
{
    // kubelet renews at 90 % of the lifetime at the latest; who renews by hand needs as much time.
    private const double Margin = 0.1;

    private static readonly TimeSpan MostMargin = TimeSpan.FromDays(30);

    /// <summary>The moments at which it changes: nothing happens to it in between.</summary>
    public IEnumerable<DateTimeOffset> Moments => Authorities.Prepend(Certificate)
        .SelectMany(certificate => new[] { certificate.NotBefore, After(certificate) });

    /// <summary>The certificate that is to blame at a moment; null when none is.</summary>
    public KubeCertificate? FaultAt(DateTimeOffset moment)
    {
        if (!Covers(Certificate, moment))
            return Certificate;
        return Authorities.Count == 0 || Authorities.Any(authority => Covers(authority, moment)) ? null
            : Authorities.MaxBy(authority => authority.NotAfter);
    }

    /// <summary>The first moment at which a certificate has expired.</summary>
    public static DateTimeOffset After(KubeCertificate certificate) =>
        certificate.NotAfter < DateTimeOffset.MaxValue ? certificate.NotAfter.AddTicks(1) : certificate.NotAfter;

    /// <summary>When a cure is still calm.</summary>
    public static DateTimeOffset CalmUntil(KubeCertificate certificate) => CalmUntil(certificate.NotBefore, certificate.NotAfter);

    /// <summary>The same of anything with a lifetime.</summary>
    public static DateTimeOffset CalmUntil(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var margin = (notAfter - notBefore) * Margin;
        return Times.WholeSeconds(notAfter - (margin < MostMargin ? margin : MostMargin));
    }

    private static bool Covers(KubeCertificate certificate, DateTimeOffset moment) =>
        moment >= certificate.NotBefore && moment <= certificate.NotAfter;
}
