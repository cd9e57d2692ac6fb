using System.Globalization;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>
/// Reads the clock's traces: kubelet names its pems by local time, signers back-date NotBefore by five minutes, file systems remember the
/// last change, and kubelet's self-signed certificate bears the unix time of its making.
/// </summary>
internal static partial class ClockInspector
{
    // kubernetes/pkg/controller/certificates/authority/policies.go: Backdate.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    // Zones differ from UTC by whole quarters of an hour; a certificate is stored soon after it was signed.
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MaxZone = TimeSpan.FromHours(14);

    /// <summary>Looks at the pems of a node, the current one first.</summary>
    public static ClockForensics Inspect(NodePki node, KubeCertificate? current)
    {
        var pems = node.Certificates
            .Where(certificate => certificate is { Role: PkiRoles.KubeletClient or PkiRoles.KubeletServer, Index: 0 }
                && !KubeletFiles.IsLink(certificate.NodePath)).ToList();
        var zone = ZoneOf(current, pems) ?? pems.Select(pem => StampOffset(pem)).FirstOrDefault(offset => offset is not null);
        var witnesses = pems.SelectMany(pem => WitnessesOf(pem, node, zone)).OrderByDescending(witness => witness.Time).ToList();
        var future = witnesses.Where(witness => witness.Time > node.AsOf && !IsOfLateIssue(witness, pems, node.AsOf)).ToList();
        TimeSpan? ahead = future.Count == 0 ? null : future.Max(witness => witness.Time) - node.AsOf;
        var explained = ahead is not null && zone > TimeSpan.Zero && ahead <= zone;
        return new ClockForensics
        {
            Witnesses = witnesses,
            ZoneOffset = zone,
            AheadBy = ahead,
            EstimatedSkew = explained ? zone : null,
            LooksLikeLocalHardwareClock = explained || (node.Host.ClockIsLocal == true && ahead is not null),
            Conclusion = Conclude(node, zone, ahead, explained),
        };
    }

    // Not every CA back-dates: of what is valid already, the five minutes prove nothing.
    private static bool IsOfLateIssue(ClockWitness witness, List<KubeCertificate> pems, DateTimeOffset asOf) =>
        witness.Clock == "signer" && witness.Time <= asOf + Backdate
            && pems.Exists(pem => pem.NodePath == witness.NodePath && pem.NotBefore <= asOf);

    // The link's name bears no stamp; the file that it leads to does.
    private static TimeSpan? ZoneOf(KubeCertificate? current, List<KubeCertificate> pems) =>
        current is null
            ? null
            : pems.Where(pem => pem.Fingerprint == current.Fingerprint).Select(StampOffset).FirstOrDefault(offset => offset is not null);

    private static TimeSpan? StampOffset(KubeCertificate pem)
    {
        if (StampOf(pem) is not { } stamp)
            return null;
        var offset = stamp - (pem.NotBefore + Backdate);
        var rounded = TimeSpan.FromMinutes(Math.Round((offset - TimeSpan.FromMinutes(2)) / Quarter) * Quarter.TotalMinutes);
        return rounded.Duration() <= MaxZone ? rounded : null;
    }

    private static DateTimeOffset? StampOf(KubeCertificate pem)
    {
        var match = Stamp().Match(pem.NodePath);
        return match.Success
            && DateTimeOffset.TryParseExact(match.Groups[1].Value, "yyyy-MM-dd-HH-mm-ss",
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stamp)
            ? stamp : null;
    }

    private static IEnumerable<ClockWitness> WitnessesOf(KubeCertificate pem, NodePki node, TimeSpan? zone)
    {
        if (StampOf(pem) is { } stamp)
        {
            yield return new ClockWitness("NotBefore + 5 min", "signer",
                pem.NotBefore + Backdate, Times.Rfc3339(pem.NotBefore + Backdate), pem.NodePath);
            if (zone is { } offset)
                yield return new ClockWitness("file name", "node", stamp - offset,
                    $"{Times.Rfc3339(stamp).Replace('T', ' ').TrimEnd('Z')} local time", pem.NodePath);
            if (node.Files.FirstOrDefault(file => file.NodePath == pem.NodePath) is { } file && IsOriginal(file, stamp, zone))
                yield return new ClockWitness("last modified", "node", file.ModifiedAt, Times.Rfc3339(file.ModifiedAt), pem.NodePath);
        }
        if (UnixName().Match(pem.CommonName) is { Success: true } made
            && long.TryParse(made.Groups[1].Value, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800)
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            yield return new ClockWitness("unix time in the CN", "node", time, $"{pem.CommonName} is {Times.Rfc3339(time)}", pem.NodePath);
        }
    }

    // A copy has the time of the copying, which says nothing of the node's clock.
    private static bool IsOriginal(PkiFile file, DateTimeOffset stamp, TimeSpan? zone) =>
        zone is { } offset && (file.ModifiedAt - (stamp - offset)).Duration() < Quarter;

    private static string Conclude(NodePki node, TimeSpan? zone, TimeSpan? ahead, bool explained)
    {
        var zoneText = zone is { } offset
            ? $" kubelet ran in time zone {new ClockForensics { ZoneOffset = offset, Conclusion = "" }.Zone}."
            : "";
        if (ahead is not { } span)
            return $"No timestamp on disk is in the future.{zoneText}";
        var rtc = node.Host.ClockIsLocal == true ? " According to /etc/adjtime, the hardware clock is set to local time." : "";
        return explained
            ? $"The clock was ahead by {Times.Span(span)} or more, probably by {Times.Span(zone!.Value)}.{zoneText} This is a full time "
                + $"zone offset, as if a hardware clock in local time was read as UTC at boot.{rtc}"
            : $"The clock was ahead by {Times.Span(span)} or more, or is behind now.{zoneText}{rtc}";
    }

    [GeneratedRegex(@"kubelet-(?:client|server)-(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)\.pem$")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"@(\d{9,11})$")]
    private static partial Regex UnixName();
}
