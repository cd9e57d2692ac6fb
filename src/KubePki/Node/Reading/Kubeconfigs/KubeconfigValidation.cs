using System.Text;
using KubePki.Model;
using KubePki.Pki.X509.Go;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>
/// What client-go refuses of the entries that a context uses, in its words (tools/clientcmd/validation.go, rest, transport). Files are not
/// looked at here.
/// </summary>
internal static class KubeconfigValidation
{
    // That of kubectl 1.32; later releases refuse brackets around an IPv4 address.
    private static readonly GoVersion Go = new(23);

    private const string ExecGroup = "client.authentication.k8s.io/";

    private static readonly string[] NeededByOidc = ["idp-issuer-url", "client-id"];
    private static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    /// <summary>Whether the client speaks TLS to a server; else it looks at no credential.</summary>
    public static bool IsTls(YamlNode? cluster) =>
        cluster.Filled("server") is { } server && Parse(server.Value, out _) is { Scheme: "https" };

    /// <summary>A cluster that is there.</summary>
    public static IEnumerable<KubeconfigFault> OfCluster(string name, YamlNode? cluster, int line)
    {
        if (cluster.Filled("server") is not { } server)
            yield return new($"cluster {name} has no server", name.Length == 0 ? "default cluster has no server defined"
                : $"no server found for cluster {Quote(name)}", line);
        else if (ServerFault(server.Value) is { } error)
            yield return new($"the server of cluster {name} is not a URL", error, server.Line);
        if (cluster.Filled("proxy-url") is { } proxy && ProxyFault(proxy.Value) is { } fault)
            yield return new($"the proxy-url of cluster {name} is not an http, https or socks5 URL",
                $"invalid 'proxy-url' {Quote(Shown(proxy.Value))} for cluster {Quote(name)}: {fault}", proxy.Line);
        var data = cluster.Filled("certificate-authority-data");
        var file = cluster.Filled("certificate-authority");
        if (data is not null && file is not null)
            yield return new($"cluster {name} has both certificate-authority-data and certificate-authority: remove one",
                $"certificate-authority-data and certificate-authority are both specified for {name}. "
                    + "certificate-authority-data will override.", file.Line);
        if ((data ?? file) is { } authority && IsTls(cluster) && IsTrue(cluster, "insecure-skip-tls-verify"))
            yield return new($"cluster {name} has both a CA and insecure-skip-tls-verify: remove one",
                "specifying a root certificates file with the insecure flag is not allowed", authority.Line);
    }

    /// <summary>A user that is there.</summary>
    public static IEnumerable<KubeconfigFault> OfUser(string name, YamlNode? user, int line) =>
        [.. OfCertificate(name, user), .. OfExec(name, user?.At("exec")), .. OfProvider(name, user), .. OfMethods(name, user, line)];

    private static IEnumerable<KubeconfigFault> OfCertificate(string name, YamlNode? user)
    {
        var (data, file) = (user.Filled("client-certificate-data"), user.Filled("client-certificate"));
        var (keyData, keyFile) = (user.Filled("client-key-data"), user.Filled("client-key"));
        if ((data ?? file) is not { } certificate)
            yield break;
        if (data is not null && file is not null)
            yield return new($"user {name} has both client-certificate-data and client-certificate: remove one",
                $"client-cert-data and client-cert are both specified for {name}. client-cert-data will override.", file.Line);
        if (keyData is not null && keyFile is not null)
            yield return new($"user {name} has both client-key-data and client-key: remove one",
                $"client-key-data and client-key are both specified for {name}; client-key-data will override", keyFile.Line);
        if (keyData is null && keyFile is null)
            yield return new($"user {name} has a client certificate without a key",
                $"client-key-data or client-key must be specified for {name} to use the clientCert authentication method.",
                certificate.Line, PkiProblemId.UnusableKubeconfig);
    }

    private static IEnumerable<KubeconfigFault> OfExec(string name, YamlNode? exec)
    {
        if (exec is not YamlMapping plugin)
            yield break;
        var line = plugin.Line;
        var version = plugin.Filled("apiVersion")?.Value ?? "";
        var mode = plugin.Filled("interactiveMode");
        if (plugin.Filled("command") is null)
            yield return new($"the exec plugin of user {name} has no command",
                $"command must be specified for {name} to use exec authentication plugin", line);
        if (version.Length == 0)
            yield return new($"the exec plugin of user {name} has no apiVersion",
                $"apiVersion must be specified for {name} to use exec authentication plugin", line);
        foreach (var variable in plugin.Items("env").Where(variable => variable.Filled("name") is null))
            yield return new($"a variable of the exec plugin of user {name} has no name",
                $"env variable name must be specified for {name} to use exec authentication plugin", variable.Line);
        if (mode is null && version is not (ExecGroup + "v1beta1" or ExecGroup + "v1alpha1"))
            yield return new($"the exec plugin of user {name} has no interactiveMode",
                $"interactiveMode must be specified for {name} to use exec authentication plugin", line);
        else if (mode is not (null or { Value: "Never" or "IfAvailable" or "Always" }))
            yield return new($"the interactiveMode of the exec plugin of user {name} is not Never, IfAvailable or Always",
                $"invalid interactiveMode for {name}: {Quote(mode.Value)}", mode.Line);
        else if (version is not ("" or ExecGroup + "v1" or ExecGroup + "v1beta1"))
            yield return new($"the exec plugin of user {name} has the apiVersion {version}, which kubectl does not know (any more)",
                $"exec plugin: invalid apiVersion {Quote(version)}", line);
    }

    private static IEnumerable<KubeconfigFault> OfProvider(string name, YamlNode? user)
    {
        if (user?.At("auth-provider") is not YamlMapping provider)
            yield break;
        var kind = provider.Filled("name")?.Value ?? "";
        if (user.At("exec") is YamlMapping)
            yield return new($"user {name} has both an auth-provider and an exec plugin: remove one",
                $"authProvider cannot be provided in combination with an exec plugin for {name}", provider.Line);
        else if (kind != "oidc")
            yield return new($"kubectl has no auth-provider {kind} (any more): use an exec plugin", kind switch
            {
                "gcp" or "azure" => $"The {kind} auth plugin has been removed.",
                _ => $"no Auth Provider found for name {Quote(kind)}",
            }, provider.Line);
        else if (NeededByOidc.FirstOrDefault(key => provider.At("config").Filled(key) is null) is { } missing)
            yield return new($"the auth-provider of user {name} has no {missing}", $"Must provide {missing}", provider.Line);
    }

    private static IEnumerable<KubeconfigFault> OfMethods(string name, YamlNode? user, int line)
    {
        var token = user.Filled("token");
        var basic = user.Filled("username") ?? user.Filled("password");
        if (token is not null && basic is not null)
            yield return new($"user {name} has both a token and a user name or password: remove one",
                $"more than one authentication method found for {name}; found [token basicAuth], only one is allowed", basic.Line);
        var hasMore = user.Filled("as-uid") is not null || user?.Items("as-groups").Count > 0
            || user?.At("as-user-extra") is YamlMapping { Entries.Count: > 0 };
        if (hasMore && user.Filled("as") is null)
            yield return new($"user {name} has as-uid, as-groups or as-user-extra without as",
                $"requesting uid, groups or user-extra for {name} without impersonating a user", line);
    }

    private static string? ServerFault(string server)
    {
        if (Parse(server, out var error) is { Scheme.Length: > 0, Host.Length: > 0 })
            return null;
        // Without a scheme it is a host and a port.
        return Parse("http://" + server, out var second) is null ? second ?? error
            : server.Contains('/', StringComparison.Ordinal) && !server.EndsWith('/')
                ? $"host must be a URL or a host:port pair: {Quote(server)}" : null;
    }

    private static string? ProxyFault(string proxy) =>
        Parse(proxy, out _) is not { } url ? $"could not parse: {Shown(proxy)}"
        : ProxySchemes.Contains(url.Scheme) ? null
        : $"unsupported scheme {Quote(url.Scheme)}, must be http, https, or socks5";

    // A user's name alone is no secret.
    private static string Shown(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is var scheme && url.AsSpan(scheme < 0 ? 0 : scheme + 3).IndexOfAny(':', '?') >= 0
            ? ShownUrl.Of(url)! : url;

    private static bool IsTrue(YamlNode? node, string key) => (node?.At(key) as YamlScalar)?.AsBoolean() == true;

    private static GoUrl? Parse(string url, out string? error) =>
        GoUrl.Parse(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(url)), Go, out error);

    private static string Quote(string text) => GoText.Quote(Encoding.UTF8.GetBytes(text));
}
