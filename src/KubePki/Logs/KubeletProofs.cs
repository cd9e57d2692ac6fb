using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by what kubelet has for a credential, a name and a serving certificate.</summary>
internal static class KubeletProofs
{
    public static LogProof? Credential(NodeFacts facts, LogMatch match)
    {
        if (facts.KubeletConfig is not { } kubeconfig)
            return MissingKubeconfig(facts);
        var file = kubeconfig.Users.FirstOrDefault(user => user.Name == kubeconfig.User)?.CertificatePath;
        if (kubeconfig.Certificate is not { } certificate)
            return file is null ? null : FileProofs.Trouble(facts, file);
        if (facts.Outside(certificate, match.Last) is { } outside)
        {
            var proof = LogProof.Of(certificate, outside,
                file is null ? $"{kubeconfig.NodePath} contains it" : $"{kubeconfig.NodePath} refers to {file}");
            return certificate.NotBefore > facts.Node.AsOf ? FromTheFuture(facts, certificate, proof) : proof;
        }
        if (facts.Authority is { } authority && certificate.Authority is null)
            return LogProof.Of(certificate, $"The key of {authority.NodePath} did not sign {CertificateFact.Place(certificate)}.",
                CertificateFact.Key(authority));
        return certificate.KeyMatches == false
            ? LogProof.Of(certificate, $"{CertificateFact.Place(certificate)} and its key do not match.")
            : null;
    }

    /// <summary>A certificate that has not begun: time heals it, an older one heals it at once, and a restart never does.</summary>
    public static LogProof FromTheFuture(NodeFacts facts, KubeCertificate certificate, LogProof proof)
    {
        var before = facts.Node.Certificates
            .Where(other =>
                other is { Role: PkiRoles.KubeletClient, Index: 0, KeyMatches: not false } && other.CommonName == certificate.CommonName)
            .Where(other => other.Fingerprint != certificate.Fingerprint && other.NotBefore <= facts.Node.AsOf && !other.Expired)
            .OrderByDescending(other => other.NotAfter)
            .FirstOrDefault();
        var says = $"{proof.Says} It was issued while a clock was ahead. Restarting kubelet does not help; the problem ends at that time.";
        return before is null ? proof with { Says = says } : proof with
        {
            Says = $"{says} {before.NodePath} is still valid until {Times.Rfc3339(before.NotAfter)}.",
            Facts = TextList.From([.. proof.Facts, CertificateFact.Lifetime(before)]),
        };
    }

    public static LogProof? Serving(NodeFacts facts, LogMatch match)
    {
        if (facts.KubeletServing is not { } serving)
            return null;
        var address = match.Values["address"];
        var isSelfMade = serving.Authority is null || serving.Issuer.Contains("-ca@", StringComparison.Ordinal);
        if ((address is null || serving.IPAddresses.Contains(address)) && !isSelfMade)
            return null;
        var setting = facts.Node.Kubelet?.ServerTlsBootstrap == true ? "serverTLSBootstrap is true, and its request waits for approval"
            : $"serverTLSBootstrap is not set in {facts.Node.Kubelet?.ConfigurationFile ?? "its configuration"}";
        var names = serving.IPAddresses.Count == 0 ? "no address" : $"the addresses {serving.IPAddresses}";
        var own = OwnAddresses(facts);
        // Another node's certificate is proved by that node's files.
        if (address is not null && own.Count > 0 && !own.Contains(address))
            return null;
        var whose = address is null || own.Count > 0 ? "" : $" Its files do not show whether {address} is this node.";
        return LogProof.Of(serving,
            $"The kubelet of this node serves {serving.NodePath}, with {names} and issued by {serving.Issuer}; {setting}.{whose}",
            $"DNS names: {serving.DnsNames}");
    }

    public static LogProof? NodeName(NodeFacts facts, LogMatch match)
    {
        if (facts.KubeletConfig?.Certificate is not { } certificate
            || facts.Node.Kubelet?.HostnameOverride is not { } name || certificate.CommonName == PkiRoles.NodeUser + name)
            return null;
        return LogProof.Of(certificate,
            $"{CertificateFact.Place(certificate)} is for {certificate.CommonName}, but kubelet runs with --hostname-override={name}.");
    }

    public static LogProof? Name(NodeFacts facts, LogMatch match)
    {
        var name = match.Values["name"];
        var found = facts.Node.Certificates.FirstOrDefault(certificate => certificate.CommonName == name && !certificate.IsAuthority);
        return found is null ? null : LogProof.Of(found, $"{CertificateFact.Place(found)} has that name.");
    }

    private static LogProof? MissingKubeconfig(NodeFacts facts) => facts.Node.Kubelet is not { } kubelet ? null
        : FileProofs.Trouble(facts, kubelet.Kubeconfig)
        ?? new LogProof { Target = PkiRoles.KubeletConf, NodePath = kubelet.Kubeconfig, Says = $"{kubelet.Kubeconfig} does not exist." };

    private static HashSet<string> OwnAddresses(NodeFacts facts)
    {
        var flags = facts.Node.Components.Select(component => component.Flag("advertise-address")).Append(facts.Node.Kubelet?.NodeIP);
        var served = facts.WithRole(PkiRoles.EtcdServer)?.IPAddresses.Where(address => address is not ("127.0.0.1" or "::1")) ?? [];
        return flags.OfType<string>().Concat(served).ToHashSet(StringComparer.Ordinal);
    }
}
