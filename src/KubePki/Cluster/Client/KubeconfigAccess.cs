using KubePki.Model;
using System.Text;
using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Cluster.Client;

/// <summary>Finds out what a context of merged kubeconfigs leads to, as strictly as client-go (clientcmd, validation.go).</summary>
internal static class KubeconfigAccess
{
    /// <exception cref="ClusterException">The context leads nowhere, or what it leads to cannot be used.</exception>
    public static ClusterAccess Of(MergedKubeconfig merged, string? wanted)
    {
        var name = wanted ?? merged.CurrentContext
            ?? throw new ClusterException(ClusterProblemId.BadKubeconfig, $"{merged.Files}: no current context is set")
            {
                RecommendedAction = "Specify a kubeconfig and a context.",
            };
        var context = merged.Find("contexts", name)
            ?? throw new ClusterException(wanted is null ? ClusterProblemId.BadKubeconfig : ClusterProblemId.UnknownContext,
                $"{merged.Files}: context \"{name}\" does not exist.{KnownNames.Hint(name, merged.NamesIn("contexts"))}")
            {
                RecommendedAction = $"Valid contexts: {string.Join(", ", merged.NamesIn("contexts"))}.",
            };
        var clusterName = context.Text("cluster") ?? throw context.Error("it has no cluster");
        var cluster = merged.Find("clusters", clusterName) ?? throw context.Error($"cluster \"{clusterName}\" does not exist");
        var user = context.Text("user") is { } userName
            ? merged.Find("users", userName) ?? throw context.Error($"user \"{userName}\" does not exist")
            : null;
        var isInsecure = cluster.IsTrue("insecure-skip-tls-verify");
        var access = new ClusterAccess
        {
            Context = name,
            Server = WithoutUser(cluster.UriAt("server", "https", "http")) ?? throw cluster.Error("it has no server"),
            TlsServerName = cluster.Text("tls-server-name"),
            IsInsecure = isInsecure,
            Proxy = cluster.UriAt("proxy-url", "http", "https", "socks5"),
            AuthorityData = cluster.DataAt("certificate-authority-data"),
            AuthorityFile = cluster.PathAt("certificate-authority"),
            Namespace = context.Text("namespace"),
            User = user is null ? new UserAccess { Name = "nobody" } : UserOf(user),
            ExecConfiguration = ExecConfiguration(cluster),
        };
        // Go: specifying a root certificates file with the insecure flag is not allowed.
        return isInsecure && (access.AuthorityData ?? (object?)access.AuthorityFile) is not null
            ? throw cluster.Error("certificate-authority and insecure-skip-tls-verify cannot be used together") : access;
    }

    // It is sent to nobody, and would be told with every error.
    private static Uri? WithoutUser(Uri? server) =>
        server is not { UserInfo.Length: > 0 } ? server : new UriBuilder(server) { UserName = "", Password = "" }.Uri;

    private static UserAccess UserOf(KubeconfigEntry user)
    {
        var access = new UserAccess
        {
            Name = user.Name,
            CertificateData = user.DataAt("client-certificate-data"),
            CertificateFile = user.PathAt("client-certificate"),
            KeyData = user.DataAt("client-key-data"),
            KeyFile = user.PathAt("client-key"),
            Token = user.Text("token"),
            TokenFile = user.PathAt("tokenFile"),
            Exec = user.Node?.At("exec") is YamlMapping exec ? ExecPlugin.Read(user, exec) : null,
            As = ImpersonationOf(user),
        };
        if (access.HasCertificate && access.KeyData is null && access.KeyFile is null)
            throw user.Error("it has a client certificate without a client key");
        if (access is { HasToken: false, HasCertificate: false, Exec: null } && user.Node?.At("auth-provider") is YamlMapping)
            throw user.Error("auth-provider was removed from kubectl in 1.26 and is not supported; use an exec plugin");
        if (access is { HasToken: false, HasCertificate: false, Exec: null } && user.Text("username") is not null)
            throw user.Error("API servers do not accept a user name and password since 1.19");
        return access;
    }

    private static Impersonation? ImpersonationOf(KubeconfigEntry user)
    {
        var groups = user.Items("as-groups").OfType<YamlScalar>().Select(group => group.Value).ToArray();
        var extra = (user.Node?.At("as-user-extra") as YamlMapping)?.Entries
            .SelectMany(entry =>
                (entry.Value as YamlSequence)?.Items.OfType<YamlScalar>().Select(value => (Key: Key(entry), value.Value)) ?? []).ToArray()
            ?? [];
        var uid = user.Text("as-uid");
        if (user.Text("as") is { } name)
            return new Impersonation(name, uid, groups, extra);
        return groups.Length == 0 && extra.Length == 0 && uid is null ? null
            : throw user.Error("it sets a uid, groups or user-extra without impersonating a user");
    }

    private static string Key(YamlEntry entry) => (entry.Key as YamlScalar)?.Value ?? "";

    // client-go gives plugins what an extension of this name holds.
    private static string? ExecConfiguration(KubeconfigEntry cluster)
    {
        foreach (var item in cluster.Items("extensions"))
        {
            if (item.Text("name") == "client.authentication.k8s.io/exec" && item.At("extension") is { } extension)
                return YamlJson.Write(extension) is { } json
                    ? Encoding.UTF8.GetString(json.Span)
                    : throw cluster.Error("its exec plugin extension is larger than 4 MiB");
        }
        return null;
    }
}
