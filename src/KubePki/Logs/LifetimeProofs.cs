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
        if (facts.KubeletConfig is not { } kubeconfig || end is null)
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
        if (!BigInteger.TryParse(match.Values["serial"], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var hex = number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        var found = facts.Node.Certificates
            .FirstOrDefault(certificate => certificate.SerialNumber.TrimStart('0') == hex && !certificate.IsAuthority);
        return found is null ? null
            : LogProof.Of(found,
                ($"SN={number} is the serial number of {CertificateFact.Place(found)}, "
                    + $"of {found.Subject}. {facts.Outside(found, match.Last)}").TrimEnd(),
                $"serial number {hex}");
    }

    public static LogProof? KeyId(NodeFacts facts, LogMatch match)
    {
        var id = match.Values["skid"]?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        var found = string.IsNullOrEmpty(id) ? null : facts.Node.Certificates.FirstOrDefault(certificate => certificate.SubjectKeyId == id);
        return found is null ? null : LogProof.Of(found, $"SKID is the subject key identifier of {CertificateFact.Place(found)}.");
    }

    private static LogProof? At(
        NodeFacts facts, LogMatch match, DateTimeOffset? instant, Func<KubeCertificate, DateTimeOffset> edge, string verb)
    {
        if (instant is null)
            return null;
        var found = facts.Node.Certificates.Where(certificate => edge(certificate) == instant)
            .DistinctBy(certificate => certificate.Path + certificate.Entry).ToList();
        if (found.Count == 0)
            return null;
        var meant = Meant(facts, match, found);
        var more = found.Count > 1 ? $", and so do {found.Count - 1} others" : "";
        return LogProof.Of(meant, $"{CertificateFact.Place(meant)} {verb} at exactly that time{more}.",
            [.. found.Where(other => other != meant).Take(MostFacts).Select(CertificateFact.Lifetime)]);
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
            (_, "etcd") => PkiRoles.ApiServerEtcdClient,
            ("ClientCertificateRejected", _) => PkiRoles.KubeletConf,
            (_, "kubelet") or (_, "kubectl") => PkiRoles.ApiServer,
            _ => null,
        };
        return found.Find(certificate => certificate.Role == role || certificate.Name == role) ?? found[0];
    }
}
