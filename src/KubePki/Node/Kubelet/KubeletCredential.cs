using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>Where kubelet's kubeconfig leads.</summary>
internal sealed class KubeletCredential
{
    /// <summary>kubelet's kubeconfig; null when there is none to read.</summary>
    public Kubeconfig? Kubeconfig { get; private init; }

    /// <summary>The file with the certificate, as a path of the node.</summary>
    public string? Path { get; private init; }

    /// <summary>That file as one of kubelet's links.</summary>
    public KubeletLink? Link { get; private init; }

    /// <summary>The link of a switch that was cut off.</summary>
    public KubeletLink? Unfinished { get; private init; }

    /// <summary>The certificate that kubelet loads.</summary>
    public KubeCertificate? Certificate { get; private init; }

    /// <summary>Why there is none to load: the file is missing, empty, or no PEM.</summary>
    public (string Reason, string? GoError)? Breakage { get; private init; }

    /// <summary>Whether the reader has no right to read it, so that nobody knows whether kubelet can use it.</summary>
    /// <param name="node">The snapshot.</param>
    public static bool IsHidden(NodePki node)
    {
        if (node.Kubelet is not { } kubelet)
            return false;
        return node.IsHidden(kubelet.Kubeconfig) || (Of(node, null) is { Certificate: null, Path: { } path } && node.IsHidden(path));
    }

    /// <summary>
    /// Follows the kubeconfig of a node; without one (a directory, a file) takes the current link, else the newest pem. A pem or a
    /// kubeconfig that is asked about by its path comes before all.
    /// </summary>
    public static KubeletCredential Of(NodePki node, string? asked)
    {
        if (node.Certificates.FirstOrDefault(certificate => certificate.Path == asked && PemRanking.IsClientPem(certificate)) is { } pem)
            return Leading(node, null, pem.NodePath, pem);
        var kubeconfig = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Path == asked)
            ?? node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == node.Kubelet?.Kubeconfig)
            ?? node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == PkiRoles.KubeletConf);
        if (kubeconfig is null && node.Kubelet is { } kubelet
            && kubelet.Kubeconfig.StartsWith(PkiLayouts.Kubeconfigs + "/", StringComparison.Ordinal))
            return Without(node, kubelet);
        if (kubeconfig is null)
            return Leading(node, null, Newest(node)?.NodePath, Newest(node));
        var user = kubeconfig.Users.FirstOrDefault(user => user.Name == kubeconfig.User);
        return Leading(node, kubeconfig, user?.CertificatePath ?? kubeconfig.NodePath, kubeconfig.Certificate);
    }

    private static KubeletCredential Leading(NodePki node, Kubeconfig? kubeconfig, string? path, KubeCertificate? certificate) => new()
    {
        Kubeconfig = kubeconfig,
        Path = path,
        Link = node.Kubelet?.Links.FirstOrDefault(link => link.NodePath == path),
        Unfinished = node.Kubelet?.Links
            .FirstOrDefault(link => link.NodePath.EndsWith(KubeletFiles.UpdatedOf(KubeletFiles.ClientLink), StringComparison.Ordinal)),
        Certificate = certificate,
        Breakage = certificate is null && path is not null ? BreakageOf(node, kubeconfig, path) : null,
    };

    // Without its kubeconfig kubelet does not look at its pems: it needs the bootstrap kubeconfig.
    private static KubeletCredential Without(NodePki node, KubeletState kubelet) => new()
    {
        Path = kubelet.Kubeconfig,
        Breakage = BreakageOf(node, null, kubelet.Kubeconfig)
            ?? ($"{kubelet.Kubeconfig}, which kubelet needs to find its certificate, does not exist.", null),
    };

    private static KubeCertificate? Newest(NodePki node)
    {
        var pems = node.Certificates.Where(PemRanking.IsClientPem).ToList();
        return pems.Find(pem => pem.NodePath.EndsWith(KubeletFiles.ClientLink, StringComparison.Ordinal))
            ?? pems.MaxBy(pem => pem.NotBefore);
    }

    private static (string, string?)? BreakageOf(NodePki node, Kubeconfig? kubeconfig, string path)
    {
        var problem = node.Problems.FirstOrDefault(problem => problem.NodePath == path)
            ?? node.Problems.FirstOrDefault(problem => problem.NodePath == kubeconfig?.NodePath);
        if (problem is null)
            return null;
        var go = problem.Id == PkiProblemId.EmptyFile ? "tls: failed to find any PEM data in certificate input" : problem.GoError;
        return ($"{path} cannot be used: {problem.Reason}.", go);
    }
}
