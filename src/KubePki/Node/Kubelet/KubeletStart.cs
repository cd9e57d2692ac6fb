using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Kubelet;

/// <summary>What kubelet does with its credential when it starts, and while it runs. All its own tests look at NotAfter only.</summary>
internal sealed record KubeletStart(string Text, string WhileRunning, bool RestartHelps, string? GoError)
{
    private const string Exits = "kubelet exits, and systemd restarts it in a loop";

    public static KubeletStart Of(NodePki node, KubeletCredential credential, KubeletPem? current)
    {
        var path = credential.Kubeconfig?.NodePath ?? node.Kubelet?.Kubeconfig ?? PkiRoles.KubeletConf;
        var bootstrap = Bootstrap(node);
        // kubelet looks for it only when it has a bootstrap kubeconfig to fall back on.
        if (credential is { Unfinished.IsLink: true, Link: null } && node.Kubelet?.BootstrapKubeconfig is not null
            && credential.Path is { } link && KubeletFiles.IsCurrent(link))
            return new("kubelet finds kubelet-client-updated.pem, the link of an interrupted switch, and renames it.",
                "It keeps using the credential in memory.", true, null);
        // A pair that does not belong together cannot be loaded, either.
        if (credential.Certificate is not { } certificate || (node.AsOf <= certificate.NotAfter && current is { KeyMatches: false }))
        {
            var go = (credential.Breakage?.GoError ?? current?.GoError) is { } error
                ? $"unable to load bootstrap kubeconfig; before that: {error}"
                : "unable to load bootstrap kubeconfig";
            return bootstrap.Usable
                ? new($"kubelet cannot load a credential and requests one with {bootstrap.Path}.",
                    "It keeps using the credential in memory.", true, null)
                : new($"{Exits}: {bootstrap.Error ?? "it has neither a credential nor a bootstrap kubeconfig"}.",
                    "It keeps using the credential in memory until that expires.", false, bootstrap.Error ?? go);
        }
        if (node.AsOf <= certificate.NotAfter)
        {
            return current?.Usable == true
                ? new("kubelet starts and can authenticate to the API server.",
                    "It requests the next certificate after 70 to 90 % of the lifetime.", false, null)
                : new("kubelet starts because it checks only NotAfter, and the API server returns 401 Unauthorized.",
                    "It gets 401 Unauthorized and never looks for another PEM file.", false, null);
        }
        return Expired(node, certificate, path, bootstrap);
    }

    private static KubeletStart Expired(
        NodePki node, KubeCertificate certificate, string path, (string? Path, bool Usable, string? Error) bootstrap)
    {
        const string Running = "It exits once the API server responds, with \"The currently active client certificate "
            + "has expired and the server is responsive, exiting.\"";
        var expired = $"part of the existing bootstrap client certificate in {path} is expired: "
            + $"{Times.Rfc3339(certificate.NotAfter).Replace('T', ' ').TrimEnd('Z')} +0000 UTC";
        if (bootstrap.Path is null && node.Kubelet is not null)
            return new("kubelet starts without a check, since --bootstrap-kubeconfig is not set. The API server returns 401 Unauthorized.",
                Running, false, null);
        return bootstrap.Usable
            ? new($"kubelet logs \"{expired}\" and requests a new certificate with {bootstrap.Path}.", Running, true, null)
            : new($"{Exits}: \"{expired}\", then \"{bootstrap.Error}\".", Running, false, expired);
    }

    private static (string? Path, bool Usable, string? Error) Bootstrap(NodePki node)
    {
        if (node.Kubelet?.BootstrapKubeconfig is not { } path)
            return (null, false, null);
        var file = node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.NodePath == path);
        return file is null ? (path, false, $"unable to load bootstrap kubeconfig: stat {path}: no such file or directory")
            : file.Certificate is { Expired: true } certificate
                ? (path, false, $"the credential in {path} expired at {Times.Rfc3339(certificate.NotAfter)}, too: 401 Unauthorized")
            : (path, file.CredentialKind != CredentialKinds.None, null);
    }
}
