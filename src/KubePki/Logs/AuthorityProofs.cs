using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by comparing CAs by their keys: names and serial numbers of kubeadm's CAs are all the same.</summary>
internal static class AuthorityProofs
{
    public static LogProof? Cni(NodeFacts facts, LogMatch match)
    {
        foreach (var kubeconfig in facts.Node.Kubeconfigs.Where(kubeconfig => kubeconfig.Role == PkiRoles.Cni))
        {
            if (Authorities(kubeconfig).FirstOrDefault(facts.IsForeign) is { } foreign)
                return OfCni(facts, kubeconfig, foreign);
        }
        return null;
    }

    public static LogProof? Twin(NodeFacts facts, LogMatch match)
    {
        var name = match.Values["ca"];
        foreach (var kubeconfig in facts.Node.Kubeconfigs.Where(kubeconfig => MayUse(match, kubeconfig)))
        {
            if (Authorities(kubeconfig)
                .FirstOrDefault(authority => facts.IsTwin(authority) && (name is null || authority.CommonName == name)) is { } twin)
                return kubeconfig.Role == PkiRoles.Cni ? OfCni(facts, kubeconfig, twin) : OfKubeconfig(facts, kubeconfig, twin);
        }
        return null;
    }

    public static LogProof? Foreign(NodeFacts facts, LogMatch match)
    {
        var foreign = facts.Node.Kubeconfigs
            .FirstOrDefault(kubeconfig => MayUse(match, kubeconfig)
                && kubeconfig.Authorities.Count > 0 && kubeconfig.Authorities.All(facts.IsForeign));
        return foreign is null ? null : OfKubeconfig(facts, foreign, foreign.Authorities[0]);
    }

    public static LogProof? NoAuthority(NodeFacts facts, LogMatch match)
    {
        var found = facts.Node.Certificates.FirstOrDefault(certificate =>
            certificate.CommonName == match.Values["ca"] && !certificate.IsAuthority
                && PkiRoles.Find(certificate.Role ?? "")?.Kind == PkiRoleKind.Authority);
        return found is null ? null : LogProof.Of(found, $"{CertificateFact.Place(found)} should be a CA but is not.");
    }

    public static LogProof? Expired(NodeFacts facts, LogMatch match) =>
        facts.Authority is { Expired: true } authority ? LogProof.Of(authority, facts.Outside(authority, match.Last)!) : null;

    public static LogProof? Pin(NodeFacts facts, LogMatch match) =>
        facts.Authority is { } authority && match.Values["pin"] == "sha256:" + authority.PublicKeyHash
            ? LogProof.Of(authority,
                $"That is the hash of {authority.NodePath}: it is correct, and the one given to kubeadm join is wrong.")
            : null;

    private static LogProof OfCni(NodeFacts facts, Kubeconfig kubeconfig, KubeCertificate foreign)
    {
        var networks = facts.Node.Networks;
        var leftover = networks.Where(network => network.Kubeconfigs.Contains(kubeconfig.NodePath)).ToList();
        var first = networks.Count > 1 && leftover.Contains(networks[0])
            ? $" {networks[0].NodePath} sorts before {networks[1].NodePath}, so it is used."
            : "";
        var proof = OfKubeconfig(facts, kubeconfig, foreign);
        return proof with
        {
            Says = $"{proof.Says}{first}",
            Facts = TextList.From([.. proof.Facts, .. networks.Select(network => $"{network.NodePath}: {network}")]),
        };
    }

    private static LogProof OfKubeconfig(NodeFacts facts, Kubeconfig kubeconfig, KubeCertificate foreign)
    {
        var own = facts.Authority!;
        var how = foreign.Subject == own.Subject
            ? $"has the same name as {own.NodePath}, {own.Subject}, but another key"
            : $"is {foreign.Subject}, not that of {own.NodePath}";
        return new LogProof
        {
            Target = kubeconfig.Name,
            Path = kubeconfig.Path,
            NodePath = kubeconfig.NodePath,
            Certificate = foreign,
            Says = $"The CA in {kubeconfig.NodePath} {how}.",
            Facts = [CertificateFact.Key(foreign), CertificateFact.Key(own)],
        };
    }

    // Each component has its own kubeconfig, and kubectl does not read what a CNI plugin reads.
    private static bool MayUse(LogMatch match, Kubeconfig kubeconfig) => (match.IsWriterKnown ? match.Component : "") switch
    {
        "kubelet" => kubeconfig.Role is PkiRoles.KubeletConf or PkiRoles.BootstrapKubeletConf or PkiRoles.Cni,
        "kube-scheduler" => kubeconfig.Role == PkiRoles.SchedulerConf,
        "kube-controller-manager" => kubeconfig.Role == PkiRoles.ControllerManagerConf,
        "kubectl" or "helm" => kubeconfig.Role != PkiRoles.Cni,
        "" => true,
        "calico" or "calico-node" or "cilium" or "flannel" or "containerd" => kubeconfig.Role == PkiRoles.Cni,
        _ => false,
    };

    private static IEnumerable<KubeCertificate> Authorities(Kubeconfig kubeconfig) =>
        kubeconfig.Authorities.Concat(kubeconfig.Clusters.SelectMany(cluster => cluster.Authorities));
}
