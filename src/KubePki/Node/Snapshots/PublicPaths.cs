using KubePki.Node.Layout;

namespace KubePki.Node.Snapshots;

/// <summary>
/// The values of configurations that a snapshot shows, by their paths: what the diagnosis asks for, and nothing else. <c>[]</c> stands for
/// each item of a list, <c>*</c> for any key.
/// </summary>
internal static class PublicPaths
{
    private static readonly string[] Kubeconfig =
    [
        "apiVersion", "kind", "current-context", "clusters[].name", "clusters[].cluster.server", "clusters[].cluster.certificate-authority",
        "clusters[].cluster.certificate-authority-data", "clusters[].cluster.insecure-skip-tls-verify",
        "clusters[].cluster.tls-server-name", "clusters[].cluster.proxy-url", "clusters[].cluster.disable-compression", "contexts[].name",
        "contexts[].context.cluster", "contexts[].context.user", "contexts[].context.namespace", "users[].name",
        "users[].user.client-certificate", "users[].user.client-certificate-data", "users[].user.client-key",
        "users[].user.client-key-data",
        "users[].user.tokenFile", "users[].user.username", "users[].user.as", "users[].user.as-uid", "users[].user.as-groups[]",
        "users[].user.exec.apiVersion", "users[].user.exec.command", "users[].user.exec.interactiveMode",
        "users[].user.exec.provideClusterInfo", "users[].user.exec.env[].name", "users[].user.auth-provider.name",
        "users[].user.auth-provider.config.idp-issuer-url", "users[].user.auth-provider.config.client-id",
        "users[].user.auth-provider.config.idp-certificate-authority", "users[].user.auth-provider.config.idp-certificate-authority-data",
        "users[].user.auth-provider.config.expiry",
    ];

    private static readonly string[] Manifest =
    [
        "metadata.name", "metadata.namespace", "spec.containers[].name", "spec.containers[].image", "spec.containers[].command[]",
        "spec.containers[].args[]", "spec.containers[].volumeMounts[].name", "spec.containers[].volumeMounts[].mountPath",
        "spec.volumes[].name", "spec.volumes[].hostPath.path", "spec.volumes[].hostPath.type",
    ];

    // A network, a container of Docker, a Secret of k3s' listener.
    private static readonly string[] Others =
    [
        "name", "cniVersion", "type", "kubeconfig", "kubernetes.kubeconfig", "plugins[].type", "plugins[].name", "plugins[].kubeconfig",
        "plugins[].kubernetes.kubeconfig", "Name", "Path", "Args[]", "Config.Image", "Config.Env[]", "data.tls.crt", "data.tls.key",
        "clientConnection.kubeconfig",
    ];

    private static readonly HashSet<string> All =
    [
        .. Kubeconfig, .. Manifest, .. Others, .. KubeletSetting.All.Select(setting => setting.Field),
        .. EtcdFiles.Fields.Select(field => field.Field),
    ];

    private static readonly HashSet<string> Above = [.. All.SelectMany(Ways)];

    private static readonly HashSet<string> Files =
    [
        "clusters[].cluster.certificate-authority", "users[].user.client-certificate", "users[].user.client-key", "users[].user.tokenFile",
        "users[].user.exec.command", "users[].user.auth-provider.config.idp-certificate-authority",
    ];

    private static readonly HashSet<string> Commands = ["spec.containers[].command", "spec.containers[].args", "Args"];

    /// <summary>Whether the key of a path is shown: it leads to a value that is.</summary>
    public static bool LeadsOn(string path) => Above.Contains(path);

    /// <summary>Whether the value is the path of a file.</summary>
    public static bool IsFile(string path) => Files.Contains(path);

    /// <summary>Whether the list at a path holds the words of a command.</summary>
    public static bool IsCommand(string path) => Commands.Contains(path);

    private static IEnumerable<string> Ways(string path)
    {
        for (var at = path.Length; at > 0; at = path.LastIndexOf('.', at - 1))
        {
            yield return path[..at];
            if (path[..at].EndsWith("[]", StringComparison.Ordinal))
                yield return path[..(at - 2)];
        }
    }

    /// <summary>Whether the value at a path is shown.</summary>
    public static bool Has(string path) => All.Contains(path);

    /// <summary>Whether the value is base64 of PEM.</summary>
    public static bool IsPem(string path) => path.EndsWith("-data", StringComparison.Ordinal) || path is "data.tls.crt" or "data.tls.key";

    /// <summary>Whether the value is a token, whose claims say when it ends.</summary>
    public static bool IsToken(string path) => path is "users[].user.token" or "users[].user.auth-provider.config.id-token";

    /// <summary>Whether the values are assignments to variables.</summary>
    public static bool IsEnvironment(string path) => path == "Config.Env[]";
}
