using System.Globalization;
using KubePki.Model;

namespace KubePki.Logs;

/// <summary>What is said of a certificate in a proof.</summary>
internal static class CertificateFact
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Where it lies: path, and the entry of a kubeconfig.</summary>
    public static string Place(KubeCertificate certificate) =>
        certificate.Entry is { } entry ? $"{certificate.NodePath} ({entry})" : certificate.NodePath;

    public static string Lifetime(KubeCertificate certificate) =>
        $"{Place(certificate)}: {certificate.Subject}, {Time(certificate.NotBefore)} to {Time(certificate.NotAfter)}";

    public static string Key(KubeCertificate certificate) =>
        $"{Place(certificate)}: {certificate.Subject}, public key sha256:{certificate.PublicKeyHash}";

    /// <summary>A time as people say it: <c>2 h 11 min</c>, <c>3 days</c>.</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalDays: >= 2 } days => string.Create(CultureInfo.InvariantCulture, $"{(long)days.TotalDays} days"),
        { TotalMinutes: >= 1 } hours => string.Create(CultureInfo.InvariantCulture, $"{(long)hours.TotalHours} h {hours.Minutes} min"),
        var seconds => string.Create(CultureInfo.InvariantCulture, $"{(long)seconds.TotalSeconds} s"),
    };
}
