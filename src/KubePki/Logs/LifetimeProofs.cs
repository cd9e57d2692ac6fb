using System.Globalization;
using System.Numerics;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by an instant, a serial number or a key identifier that a line names.</summary>
internal static class LifetimeProofs
{
    private const int MostFacts = 20;

    public static LogProof? KubeletExpiry(NodeFacts facts, LogMatch match)
    {
        var end = NodeFacts.Instant(match.Values["notAfter"]);
        var named = facts.Node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == match.Values["path"]);
        if ((named ?? facts.KubeletConfig) is not { } kubeconfig || end is null)
            return NotAfter(facts, match);
        var ended = kubeconfig.Users.Select(user => user.Certificate).Append(kubeconfig.Certificate)
            .FirstOrDefault(certificate => certificate?.NotAfter == end);
        if (ended is null)
            return NotAfter(facts, match);
        var bootstrap = facts.Node.Kubelet?.BootstrapKubeconfig is { } path && facts.Node.Kubeconfigs.All(other => other.NodePath != path)
            ? $"{path} does not exist"
            : null;
        var how = kubeconfig.CredentialKind == CredentialKinds.EmbeddedCertificate ? "contains" : "refers to";
        var proof = LogProof.Of(ended,
            $"{kubeconfig.NodePath} {how} the certificate of {ended.CommonName}, which expired at exactly that time.");
        return proof with
        {
            Target = kubeconfig.Name,
            Path = kubeconfig.Path,
            NodePath = kubeconfig.NodePath,
            Facts = bootstrap is null ? proof.Facts : TextList.From([.. proof.Facts, bootstrap]),
        };
    }

    public static LogProof? NotAfter(NodeFacts facts, LogMatch match) =>
        At(facts, match, NodeFacts.Instant(match.Values["notAfter"]), certificate => certificate.NotAfter, "expires");

    public static LogProof? NotBefore(NodeFacts facts, LogMatch match)
    {
        var proof = At(facts, match, NodeFacts.Instant(match.Values["notBefore"]), certificate => certificate.NotBefore, "becomes valid");
        return proof?.Certificate is { } certificate && certificate.NotBefore > facts.Node.AsOf
            ? KubeletProofs.FromTheFuture(facts, certificate, proof) : proof;
    }

    /// <summary>Old Go does not say which end was missed: only one that is missed now counts.</summary>
    public static LogProof? OutOfTime(NodeFacts facts, LogMatch match)
    {
        var port = LogEndpoint.PortOf(match.Values["endpoint"]);
        var suspects = port != 0 && facts.ServedAt(port) is { } served
            ? [served]
            : facts.Node.Certificates.Where(certificate => certificate.Role is not null);
        return FirstOutside(facts, match, [.. suspects]);
    }

    public static LogProof? FirstOutside(NodeFacts facts, LogMatch match, IReadOnlyList<KubeCertificate> suspects)
    {
        var outside = suspects.Where(certificate => facts.Outside(certificate, seen: null) is not null).ToList();
        if (outside.Count == 0)
            return null;
        var first = outside[0];
        var more = outside.Count > 1 ? $" The same applies to {outside.Count - 1} more." : "";
        return LogProof.Of(first, facts.Outside(first, match.Last) + more,
            [.. outside.Skip(1).Take(MostFacts).Select(CertificateFact.Lifetime)]);
    }

    public static LogProof? Serial(NodeFacts facts, LogMatch match)
    {
        if (HexSerial(match) is not { } hex)
            return null;
        var found = facts.Node.Certificates
            .FirstOrDefault(certificate => certificate.SerialNumber.TrimStart('0') == hex && !certificate.IsAuthority);
        return found is null ? null
            : LogProof.Of(found,
                ($"SN={match.Values["serial"]} is the serial number of {CertificateFact.Place(found)}, "
                    + $"of {found.Subject}. {facts.Outside(found, match.Last)}").TrimEnd(),
                $"serial number {hex}");
    }

    public static LogProof? KeyId(NodeFacts facts, LogMatch match)
    {
        var id = match.Values["skid"]?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        var found = string.IsNullOrEmpty(id) ? null : facts.Node.Certificates.FirstOrDefault(certificate => certificate.SubjectKeyId == id);
        return found is null ? null : LogProof.Of(found, $"SKID is the subject key identifier of {CertificateFact.Place(found)}.");
    }

    /// <summary>A client certificate that is out of its time now, where a line names neither an instant nor a serial number.</summary>
    public static LogProof? ClientOutOfTime(NodeFacts facts, LogMatch match) =>
        match.Values["notAfter"] is null && match.Values["notBefore"] is null && match.Values["serial"] is null
            && match.Values["reason"]?.Contains("has expired", StringComparison.Ordinal) == true
            ? FirstOutside(facts, match, [.. WithRole(facts).Where(IsClient).OrderBy(certificate => certificate.IsAuthority)])
            : null;

    /// <summary>A certificate of a name that is out of its time.</summary>
    public static LogProof? NamedOutOfTime(NodeFacts facts, LogMatch match) => match.Values["name"] is not { } name
        ? FirstOutside(facts, match, [.. WithRole(facts)])
        : FirstOutside(facts, match, [.. WithRole(facts).Where(certificate => certificate.Role == name || certificate.Name == name)]);

    /// <summary>A certificate that has not begun.</summary>
    public static LogProof? Future(NodeFacts facts, LogMatch match) => FirstOutside(facts, match,
        [.. WithRole(facts).Where(certificate => certificate.NotBefore > facts.Node.AsOf)]);

    private static IEnumerable<KubeCertificate> WithRole(NodeFacts facts) =>
        facts.Node.Certificates.Where(certificate => certificate.Role is not null);

    private static LogProof? At(
        NodeFacts facts, LogMatch match, DateTimeOffset? instant, Func<KubeCertificate, DateTimeOffset> edge, string verb)
    {
        if (instant is null)
            return null;
        var found = facts.Node.Certificates.Where(certificate => edge(certificate) == instant && MayBe(match, certificate))
            .DistinctBy(certificate => certificate.Path + certificate.Entry).ToList();
        if (match.Values["name"] is { } name && found.Exists(certificate => certificate.Name == name))
            found.RemoveAll(certificate => certificate.Name != name);
        // Who dialled speaks of what the server shows: of its certificate, or of a CA above.
        var suspects = found;
        if (match.Entry.IsOfAnyServer && match.Values["endpoint"] is { } endpoint)
        {
            suspects = found.FindAll(certificate => certificate.IsAuthority || certificate.Usages.Contains("serverAuth"));
            if (facts.ServedAt(LogEndpoint.PortOf(endpoint)) is { } served && !suspects.Contains(served))
            {
                var above = PkiRoles.Find(served.Role ?? "")?.Authority;
                suspects.RemoveAll(certificate => !certificate.IsAuthority || certificate.Role != above);
                if (suspects.Count == 0)
                    return Outlived(facts, match, served, instant.Value);
            }
        }
        if (suspects.Count == 0)
            return null;
        var meant = Meant(facts, match, suspects);
        var more = found.Count > 1 ? $", and so do {found.Count - 1} others" : "";
        return LogProof.Of(meant, $"{CertificateFact.Place(meant)} {verb} at exactly that time{more}.",
            [.. found.Where(other => other != meant).Take(MostFacts).Select(CertificateFact.Lifetime)]);
    }

    // A serial number excludes all others; the logger of a rotation and the direction of a connection exclude roles.
    private static bool MayBe(LogMatch match, KubeCertificate certificate)
    {
        if (HexSerial(match) is { } serial)
            return certificate.SerialNumber.TrimStart('0') == serial;
        return match.Entry.Id switch
        {
            "RotationPlanned" => PkiRoles.Find(certificate.Role ?? "") is null or { Kind: PkiRoleKind.Kubelet },
            "ClientCertificateRejected" or "BootstrapCertificateExpired" => IsClient(certificate),
            "ServingCertificateLoaded" => certificate.Role == PkiRoles.ApiServer,
            _ => true,
        };
    }

    private static string? HexSerial(LogMatch match) =>
        BigInteger.TryParse(match.Values["serial"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0') : null;

    private static bool IsClient(KubeCertificate certificate) =>
        certificate.Usages.Contains("clientAuth")
            || (certificate.IsAuthority && PkiRoles.Find(certificate.Role ?? "") is null or { Kind: PkiRoleKind.Authority });

    // The file is newer than what the line saw: a server that was not restarted, or the API server's certificate for itself, which is in
    // no file.
    private static LogProof? Outlived(NodeFacts facts, LogMatch match, KubeCertificate served, DateTimeOffset instant)
    {
        var host = LogEndpoint.HostOf(match.Values["endpoint"])!;
        var isLoopback = host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal);
        if (facts.Outside(served, seen: null) is not null || served.NotAfter <= instant || match.Values["notAfter"] is null
            || (!isLoopback && !served.IPAddresses.Contains(host) && !served.DnsNames.Contains(host)))
            return null;
        var own = isLoopback && served.Role == PkiRoles.ApiServer
            ? " or the API server's own certificate for itself, which is kept in memory and ends after a year" : "";
        return LogProof.Of(served, $"{served.NodePath} is valid until {Times.Rfc3339(served.NotAfter)}: "
            + $"an older certificate is still being served{own}.") with
        {
            Remedy = Advice.Of($"Restart the component that serves {served.NodePath}. Renew nothing: the file is valid."),
        };
    }

    // kubeadm issues all in one second, so that the instant alone does not tell which it was.
    private static KubeCertificate Meant(NodeFacts facts, LogMatch match, List<KubeCertificate> found)
    {
        var port = LogEndpoint.PortOf(match.Values["endpoint"]);
        if (port != 0 && facts.ServedAt(port) is { } served && found.Contains(served))
            return served;
        var role = (match.Entry.Id, match.Component) switch
        {
            ("ClientCertificateRejected", "kubelet") => PkiRoles.ApiServerKubeletClient,
            ("RotationPlanned", _) => PkiRoles.KubeletClient,
            (_, "etcd") => PkiRoles.ApiServerEtcdClient,
            ("ClientCertificateRejected", _) => PkiRoles.KubeletConf,
            (_, "kubelet") or (_, "kubectl") => PkiRoles.ApiServer,
            _ => null,
        };
        return found.Find(certificate => certificate.Role == role || certificate.Name == role) ?? found[0];
    }
}
