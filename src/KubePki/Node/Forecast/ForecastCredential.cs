using KubePki.Model;

namespace KubePki.Node.Forecast;

/// <summary>A certificate on which a part depends, and the CAs by which others know it.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Authorities">The certificates of the CA that signed it; none when it is not known.</param>
internal sealed record ForecastCredential(ForecastLife Certificate, IReadOnlyList<ForecastLife> Authorities)
{
    // kubelet renews at 90 % of the lifetime at the latest; who renews by hand needs as much time.
    private const double Margin = 0.1;

    private static readonly TimeSpan MostMargin = TimeSpan.FromDays(30);

    /// <summary>The moments at which it changes: nothing happens to it in between.</summary>
    public IEnumerable<DateTimeOffset> Moments => Authorities.Prepend(Certificate)
        .SelectMany(certificate => new[] { certificate.NotBefore, certificate.After });

    /// <summary>The certificate that is to blame at a moment; null when none is.</summary>
    public ForecastLife? FaultAt(DateTimeOffset moment)
    {
        if (!Certificate.Covers(moment))
            return Certificate;
        return Authorities.Count == 0 || Authorities.Any(authority => authority.Covers(moment)) ? null
            : Authorities.MaxBy(authority => authority.NotAfter);
    }

    /// <summary>When a cure is still calm.</summary>
    public static DateTimeOffset CalmUntil(ForecastLife certificate) => CalmUntil(certificate.NotBefore, certificate.NotAfter);

    /// <summary>The same of anything with a lifetime.</summary>
    public static DateTimeOffset CalmUntil(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var margin = (notAfter - notBefore) * Margin;
        return Times.WholeSeconds(notAfter - (margin < MostMargin ? margin : MostMargin));
    }
}
