using System.Globalization;
using KubePki.Model;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>What proofs ask of a node again and again.</summary>
internal sealed class NodeFacts(NodePki node)
{
    // Lines without a zone may be of any.
    private static readonly TimeSpan WidestZone = TimeSpan.FromHours(14);

    public NodePki Node => node;

    /// <summary>The cluster's CA.</summary>
    public KubeCertificate? Authority { get; } = node.Certificates
        .FirstOrDefault(certificate => certificate is { Role: "ca", Source: CertificateSource.File });

    /// <summary>The kubeconfig that kubelet uses.</summary>
    public Kubeconfig? KubeletConfig { get; } =
        node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == node.Kubelet?.Kubeconfig)
            ?? node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == PkiRoles.KubeletConf);

    public KubeCertificate? WithRole(string role) =>
        node.Certificates.FirstOrDefault(certificate => certificate.Role == role && certificate.Index == 0);

    public Kubeconfig? KubeconfigOf(string role) => node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role);

    /// <summary>The certificate that is served at a port; null when the port is of nobody that is known.</summary>
    public KubeCertificate? ServedAt(int port) => port switch
    {
        0 or 443 or 6443 or 8443 => WithRole(PkiRoles.ApiServer),
        2379 => WithRole(PkiRoles.EtcdServer),
        2380 => WithRole(PkiRoles.EtcdPeer),
        10250 => KubeletServing,
        _ => null,
    };

    /// <summary>What kubelet serves.</summary>
    public KubeCertificate? KubeletServing => ServingCertificate.Of(node);

    /// <summary>What is wrong with a lifetime, in words; null when nothing is.</summary>
    public string? Outside(KubeCertificate certificate, LogTime? seen)
    {
        var now = node.AsOf;
        if (certificate.Expired)
            return $"{CertificateFact.Place(certificate)} expired at "
                + $"{Times.Rfc3339(certificate.NotAfter)}, {Times.Span(now - certificate.NotAfter)} earlier.";
        if (now < certificate.NotBefore)
            return $"{CertificateFact.Place(certificate)} is not valid until "
                + $"{Times.Rfc3339(certificate.NotBefore)}, in {Times.Span(certificate.NotBefore - now)}.";
        if (seen is null)
            return null;
        var then = new DateTimeOffset(DateTime.SpecifyKind(seen.Time, DateTimeKind.Utc));
        var margin = seen.IsUtc ? TimeSpan.Zero : WidestZone;
        return then < certificate.NotBefore - margin
            ? $"{CertificateFact.Place(certificate)} became valid at {Times.Rfc3339(certificate.NotBefore)}, "
                + "after the line was logged; it has replaced another certificate since."
            : null;
    }

    /// <summary>The instant in a line: RFC 3339, or as Go prints it.</summary>
    public static DateTimeOffset? Instant(string? text)
    {
        if (text is null)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // Go writes the offset, then the zone's name: 2020-07-27 06:24:58 +0000 UTC.
        var words = text.Split(' ');
        var plain = words.Length >= 3 ? string.Join(' ', words.Take(3)) : text;
        string[] forms =
        [
            "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
        ];
        if (words.Length >= 3 && plain.Length > 2 && plain[^5] is '+' or '-')
            plain = plain.Insert(plain.Length - 2, ":");
        return DateTimeOffset.TryParseExact(plain, forms, CultureInfo.InvariantCulture, Utc, out var time) ? time : null;
    }

    /// <summary>Whether a component reads the files of a role; unknown components and roles may.</summary>
    public static bool MayRead(string component, string? role) =>
        PkiRoles.Find(role) is not { Readers.Count: > 0 } known || known.Readers.Contains(component)
            || !PkiRoles.All.Any(other => other.Readers.Contains(component));

    public bool IsForeign(KubeCertificate authority) =>
        Authority is { } own && authority.PublicKeyHash is not null && authority.PublicKeyHash != own.PublicKeyHash;

    public bool IsTwin(KubeCertificate authority) => IsForeign(authority) && authority.Subject == Authority!.Subject;
}
