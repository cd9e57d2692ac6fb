using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Reads one kubeconfig: its entries, and the certificates in it and behind it.</summary>
internal sealed class KubeconfigReader
{
    private static readonly string[] Lists = ["clusters", "contexts", "users"];

    private readonly ScopeReader _reader;
    private readonly NodeFile _file;
    private readonly YamlNode _root;
    private readonly KubeconfigCredentials _credentials;

    private KubeconfigReader(ScopeReader reader, NodeFile file, YamlMapping root, int textLength, CancellationToken cancellation)
    {
        _reader = reader;
        _file = file;
        _root = root;
        _credentials = new KubeconfigCredentials(reader, file, textLength, cancellation);
    }

    /// <summary>Whether a text of any name is likely to be a kubeconfig.</summary>
    public static bool LooksLikeKubeconfig(ReadOnlySpan<byte> text) =>
        text is [not DerTag.Sequence, ..] && !text.StartsWith("-----"u8) && Has(text, "clusters") && Has(text, "users");

    private static bool Has(ReadOnlySpan<byte> text, string word) => text switch
    {
        [0xff, 0xfe, ..] => text.IndexOf(Encoding.Unicode.GetBytes(word)) >= 0,
        [0xfe, 0xff, ..] => text.IndexOf(Encoding.BigEndianUnicode.GetBytes(word)) >= 0,
        _ => text.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0,
    };

    /// <summary>Reads the kubeconfig into the unit; what is wrong with it becomes problems.</summary>
    public static void Read(ScopeReader reader, NodeFile file, ReadOnlySpan<byte> bytes, bool named, CancellationToken cancellation)
    {
        if (YamlFile.Parse(file, bytes, reader.Scope.Problems, cancellation, isFirstEnough: true) is not { } text)
            return;
        var kind = text.Root?.Text("kind");
        if (text.Root is YamlMapping root && kind is (null or "" or "Config"))
            reader.Scope.Kubeconfigs.Add(new KubeconfigReader(reader, file, root, bytes.Length, cancellation).Draft(text.Text));
        // Other programs keep their .conf files here, too.
        else if (named || (reader.Node.Roles.Identify(file.NodePath).Roles.Count > 0 && !IsConfigurationOfKubelet(reader, file)))
            reader.Scope.Problems.Add(
                file.Problem(PkiProblemId.NoPkiData, kind is null ? "this is not a kubeconfig" : $"this is a {kind}, not a kubeconfig",
                    goError: GoErrorOf(text.Root)));
    }

    // OpenShift calls kubelet's configuration kubelet.conf, as kubeadm calls its kubeconfig.
    private static bool IsConfigurationOfKubelet(ScopeReader reader, NodeFile file) =>
        reader.Node.Kubelet is { } kubelet && kubelet.ConfigurationFile == file.NodePath && kubelet.Kubeconfig != file.NodePath;

    // client-go reads kind and version first (apimachinery, json.go and scheme.go).
    private static string GoErrorOf(YamlNode? root) => root switch
    {
        null or YamlScalar { IsNull: true } =>
            "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
        YamlMapping => Unregistered(root),
        _ => $"couldn't get version/kind; json parse error: json: cannot unmarshal {YamlKind.Of(root)} into Go value of type "
            + "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
    };

    private static string Unregistered(YamlNode root) =>
        $"no kind \"{root.Filled("kind")?.Value ?? "Config"}\" is registered for version \"{root.Filled("apiVersion")?.Value ?? "v1"}\" in "
            + "scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"";

    private KubeconfigDraft Draft(string text)
    {
        var problems = _reader.Scope.Problems;
        var before = problems.Count;
        if (_root.Filled("apiVersion") is { Value: not "v1" } version)
            Refuse($"its apiVersion is {version.Value}, not v1", version, Unregistered(_root));
        foreach (var item in Lists.SelectMany(list => _root.Items(list)).Where(item => FollowsTab(text, item.Span.Start)).Take(1))
            Refuse("a tab follows the dash, where YAML wants a blank", item,
                FormattableString.Invariant($"yaml: line {item.Line}: found character that cannot start any token"));
        foreach (var fault in KubeconfigShape.Check(_root))
            Refuse(fault);
        var contexts = ReadContexts();
        var current = _root.Text("current-context");
        var context = contexts.Find(item => item.Name == current);
        var roles = _reader.Node.Roles.Identify(_file.NodePath).Roles;
        var clusters = Named("clusters", "cluster");
        var users = Named("users", "user");
        _credentials.Name(roles, Path.GetFileName(_file.NodePath), context, clusters.Count, users.Count);

        var draft = new KubeconfigDraft
        {
            Shell = new Kubeconfig
            {
                Name = Path.GetFileName(_file.NodePath),
                Role = roles.Count > 0 ? roles[0] : null,
                Path = _file.Path,
                NodePath = _file.NodePath,
                Context = current,
                Cluster = context?.Cluster,
                User = context?.User,
                Namespace = context?.Namespace,
                Contexts = contexts,
                Clusters = clusters.ConvertAll(entry => ReadCluster(entry.Name, entry.Node)),
                Users = users.ConvertAll(entry => ReadUser(entry.Name, entry.Node)),
            },
        };
        // Of no context, each entry may be meant.
        ICollection<PkiProblem> Told(bool isCurrent) => isCurrent || context is null ? problems : draft.Unused;
        foreach (var (clusterName, node) in clusters)
            draft.Authorities.Add(_credentials.ReadAuthorities(clusterName, node, Told(clusterName == context?.Cluster)));
        foreach (var (userName, node) in users)
        {
            draft.Certificates.Add(_credentials.ReadCertificate(userName, node, Told(userName == context?.User)));
            _credentials.ReadToken(node, Told(userName == context?.User));
        }
        foreach (var fault in OfContext(current, context, clusters, users, draft))
            Refuse(fault);
        draft.IsRefused = string.IsNullOrEmpty(current)
            || problems.Skip(before).Any(problem => !PkiProblemId.IsAboutPassphrase(problem.Id));
        return draft;
    }

    // YamlDotNet takes it.
    private static bool FollowsTab(string text, int start)
    {
        var before = text.AsSpan(0, start).TrimEnd(" \t");
        return before is [.., '-'] && text.AsSpan(before.Length, start - before.Length).Contains('\t');
    }

    private List<KubeconfigFault> OfContext(string? current, KubeconfigContext? context,
        List<(string Name, YamlNode? Node)> clusters, List<(string Name, YamlNode? Node)> users, KubeconfigDraft draft)
    {
        const string Id = PkiProblemId.UnusableKubeconfig;
        // A file of a list may leave it to another.
        if (string.IsNullOrEmpty(current))
            return [];
        var line = _root.At("current-context")!.Line;
        if (context is null)
            return [new($"current-context is {current}, which does not exist",
                $"context was not found for specified context: {current}", line, Id)];
        var faults = new List<KubeconfigFault>();
        var cluster = clusters.FindIndex(entry => entry.Name == context.Cluster);
        var user = users.FindIndex(entry => entry.Name == context.User);
        if (cluster < 0)
            faults.Add(new($"context {current} refers to cluster {context.Cluster ?? "(none)"}, which does not exist",
                Missing("cluster", context.Cluster, current), line, Id));
        else
            faults.AddRange(KubeconfigValidation.OfCluster(context.Cluster!, clusters[cluster].Node, line));
        if (user < 0)
            faults.Add(new($"context {current} refers to user {context.User ?? "(none)"}, which does not exist",
                Missing("user", context.User, current), line, Id));
        else
            faults.AddRange(KubeconfigValidation.OfUser(context.User!, users[user].Node, line));
        if (cluster < 0 || user < 0 || !KubeconfigValidation.IsTls(clusters[cluster].Node))
            return faults;
        if (draft.Shell.Users[user].CredentialKind == CredentialKinds.None)
            faults.Add(new($"user {context.User} has no credential: kubectl asks for a user name and a password", null, line));
        if (draft.Certificates[user]?.KeyMatches == false)
            faults.Add(new($"the key of user {context.User} does not match its certificate",
                "tls: private key does not match public key", line, Id));
        return faults;
    }

    private static string Missing(string kind, string? name, string context) => string.IsNullOrEmpty(name)
        ? $"{kind} was not specified for context \"{context}\"" : $"{kind} \"{name}\" was not found for context \"{context}\"";

    private List<KubeconfigContext> ReadContexts() => Named("contexts", "context")
        .ConvertAll(entry =>
            new KubeconfigContext(entry.Name, entry.Node?.Text("cluster"), entry.Node?.Text("user"), entry.Node?.Text("namespace")));

    private KubeconfigCluster ReadCluster(string name, YamlNode? node) => new()
    {
        Name = name,
        Server = ShownUrl.Of(node?.Text("server")),
        TlsServerName = node?.Text("tls-server-name"),
        InsecureSkipTlsVerify = (node?.At("insecure-skip-tls-verify") as YamlScalar)?.AsBoolean() == true,
        ProxyUrl = ShownUrl.Of(node?.Text("proxy-url")),
        AuthorityPath = node.Filled("certificate-authority-data") is null
            ? _credentials.Resolve(node.Filled("certificate-authority"))
            : null,
    };

    private KubeconfigUser ReadUser(string name, YamlNode? node) => new()
    {
        Name = name,
        CredentialKind = KindsOf(node).FirstOrDefault(CredentialKinds.None),
        Credentials = [.. KindsOf(node)],
        CertificatePath = node.Filled("client-certificate-data") is null ? _credentials.Resolve(node.Filled("client-certificate")) : null,
        KeyPath = node.Filled("client-key-data") is null ? _credentials.Resolve(node.Filled("client-key")) : null,
        TokenPath = _credentials.Resolve(node.Filled("tokenFile")),
        ExecCommand = node?.Text("exec", "command"),
    };

    private static IEnumerable<string> KindsOf(YamlNode? user)
    {
        if (user.Filled("client-certificate-data") is not null)
            yield return CredentialKinds.EmbeddedCertificate;
        else if (user.Filled("client-certificate") is not null)
            yield return CredentialKinds.CertificateFile;
        // client-go prefers the file, which is read again when it changes.
        if (user.Filled("tokenFile") is not null)
            yield return CredentialKinds.TokenFile;
        if (user.Filled("token") is not null)
            yield return CredentialKinds.Token;
        if (user?.At("exec") is YamlMapping)
            yield return CredentialKinds.Exec;
        if (user?.At("auth-provider") is YamlMapping)
            yield return CredentialKinds.AuthProvider;
        if (user.Filled("username") is not null)
            yield return CredentialKinds.Basic;
    }

    // A list of {name: …, cluster: {…}}.
    private List<(string Name, YamlNode? Node)> Named(string list, string field)
    {
        var entries = new List<(string Name, YamlNode? Node)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in _root.Items(list))
        {
            var name = item.Text("name") ?? "";
            // Of another type: told with the types of all fields.
            if (item is not (YamlMapping or YamlScalar { IsNull: true }))
                continue;
            if (names.Add(name))
                entries.Add((name, item.At(field)));
            else
                Refuse($"{list} has two entries named {name}", item, $"duplicate name \"{name}\" in list");
        }
        return entries;
    }

    private void Refuse(KubeconfigFault fault) =>
        _reader.Scope.Problems.Add(_file.Problem(fault.Id, fault.Reason, fault.Line, goError: fault.GoError));

    private void Refuse(string reason, YamlNode at, string? goError = null) =>
        _reader.Scope.Problems.Add(_file.Problem(PkiProblemId.MalformedKubeconfig, reason, at.Line, goError: goError));
}
