using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Logs;

/// <summary>Proofs by a file that a line names, or that cannot be loaded.</summary>
internal static class FileProofs
{
    private static readonly string[] Unloadable =
        [
            PkiProblemId.EmptyFile, PkiProblemId.MalformedPem, PkiProblemId.MalformedCertificate,
            PkiProblemId.MalformedKey, PkiProblemId.NoPkiData,
        ];

    public static LogProof? AtPath(NodeFacts facts, LogMatch match)
    {
        var path = match.Values["path"] ?? match.Values["file"];
        if (path is null)
            return null;
        var certificates = facts.Node.Certificates
            .Where(certificate => certificate.NodePath == path && certificate.Source == CertificateSource.File).ToList();
        if (match.Values["number"] is not null && certificates.Count > 1)
            return LogProof.Of(certificates[0], $"{path} contains {certificates.Count} certificates.",
                [.. certificates.Skip(1).Select(CertificateFact.Lifetime)]);
        var kubeconfig = facts.Node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == path);
        if (kubeconfig?.Authorities.FirstOrDefault(facts.IsForeign) is { } foreign)
            return LogProof.Of(foreign, $"The CA in {path} has another key than {facts.Authority!.NodePath}.",
                CertificateFact.Key(facts.Authority)) with { Target = kubeconfig.Name };
        return Trouble(facts, path);
    }

    /// <summary>What is wrong with the file at a path of the node; null when nothing is known to be.</summary>
    public static LogProof? Trouble(NodeFacts facts, string path)
    {
        if (facts.Node.Kubelet?.Links.FirstOrDefault(link => link.NodePath == path) is { } link)
        {
            if (!link.IsLink)
                return Of(link.Path, path, $"{path} is a regular file, not a link.");
            if (!link.TargetExists)
                return Of(link.Path, path, $"{path} points to {link.Target}, which does not exist.");
        }
        if (facts.Node.Problems.FirstOrDefault(problem => problem.NodePath == path) is { } problem)
            return Of(problem.Path, path, $"{path}: {problem.Reason}.");
        if (facts.Node.Certificates.FirstOrDefault(certificate => IsWithout(certificate, path)) is { } alone)
            return LogProof.Of(alone, $"{path}, the key of {alone.NodePath}, does not exist.");
        return facts.Node.Certificates
            .FirstOrDefault(certificate => certificate.NodePath == path && certificate.KeyMatches == false) is { } torn
            ? LogProof.Of(torn, $"{path} and {torn.KeyPath ?? "its key"} do not match.") : null;
    }

    public static LogProof? Broken(NodeFacts facts, LogMatch match) =>
        facts.Node.Problems.FirstOrDefault(problem => Unloadable.Contains(problem.Id) && MayRead(match, problem.NodePath)) is { } problem
            ? Of(problem.Path, problem.NodePath, $"{problem.NodePath}: {problem.Reason}.") : null;

    public static LogProof? Locked(NodeFacts facts, LogMatch match) =>
        facts.Node.Keys.FirstOrDefault(key => key.IsEncrypted && NodeFacts.MayRead(match.Component, key.Role)) is { } key
            ? Of(key.Path, key.NodePath, $"{key.NodePath} is encrypted with a passphrase.") : null;

    public static LogProof? Mismatch(NodeFacts facts, LogMatch match) =>
        facts.Node.Certificates.FirstOrDefault(certificate =>
            certificate.KeyMatches == false && NodeFacts.MayRead(match.Component, certificate.Role)) is { } torn
            ? LogProof.Of(torn, $"{CertificateFact.Place(torn)} and {torn.KeyPath ?? "its key"} do not match.") : null;

    public static LogProof? Named(NodeFacts facts, LogMatch match)
    {
        var found = facts.Node.Certificates.FirstOrDefault(certificate => certificate.Name == match.Values["name"]);
        var expected = PkiRoles.Find(found?.Role ?? "")?.Authority;
        return found is null || expected is null || found.Authority?.Split(", ").Contains(expected) == true ? null
            : LogProof.Of(found,
                $"{CertificateFact.Place(found)} was signed by {found.Authority ?? "no CA of this node"}, not by {expected}.");
    }

    public static LogProof? Bundle(NodeFacts facts, LogMatch match) =>
        facts.Node.Certificates.FirstOrDefault(certificate => certificate is { Index: 1, Source: CertificateSource.File }
            && PkiRoles.Find(certificate.Role ?? "")?.Kind != PkiRoleKind.Kubelet) is { } second
            ? LogProof.Of(second, $"{second.NodePath} contains more than one certificate.") : null;

    public static LogProof? ServiceAccountKeys(NodeFacts facts, LogMatch match)
    {
        var keys = facts.Node.Keys.Where(key => key is { Role: "sa", PublicKeyHash: not null }).ToList();
        var (secret, open) = (keys.Find(key => key.IsPrivate), keys.Find(key => !key.IsPrivate));
        if (secret is null || open is null || secret.PublicKeyHash == open.PublicKeyHash)
            return null;
        return Of(open.Path, open.NodePath, $"{open.NodePath} does not match {secret.NodePath}.") with
        {
            Facts = [$"{open.NodePath}: sha256:{open.PublicKeyHash}", $"{secret.NodePath}: sha256:{secret.PublicKeyHash}"],
        };
    }

    private static bool IsWithout(KubeCertificate certificate, string key) => certificate is { HasKey: false, Index: 0, IsAuthority: false }
        && key.EndsWith(".key", StringComparison.Ordinal) && certificate.NodePath == key[..^4] + ".crt";

    // etcd does not read kubelet's files, and kubelet not etcd's.
    private static bool MayRead(LogMatch match, string path) => (match.Component, path.Contains("etcd", StringComparison.Ordinal),
        path.StartsWith("/var/lib/kubelet", StringComparison.Ordinal)) switch
    {
        ("etcd", false, _) or ("kubelet", true, _) => false,
        ("kube-apiserver" or "kube-controller-manager" or "kube-scheduler", _, true) => false,
        _ => true,
    };

    private static LogProof Of(string path, string nodePath, string says) =>
        new() { Target = nodePath[(nodePath.LastIndexOf('/') + 1)..], Path = path, NodePath = nodePath, Says = says, Facts = [says] };
}
