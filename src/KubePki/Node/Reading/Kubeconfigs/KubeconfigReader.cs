using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.X509;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Reads one kubeconfig: its entries, and the certificates in it and behind it.</summary>
internal sealed class KubeconfigReader
{
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
        text is [not ((byte)'-' or DerTag.Sequence), ..] && text.IndexOf("clusters"u8) >= 0 && text.IndexOf("users"u8) >= 0;

    /// <summary>Reads the kubeconfig into the unit; what is wrong with it becomes problems.</summary>
    public static void Read(ScopeReader reader, NodeFile file, ReadOnlySpan<byte> bytes, bool named, CancellationToken cancellation)
    {
        if (YamlFile.Parse(file, bytes, reader.Unit.Problems, cancellation) is not { } text)
            return;
        var kind = text.Root?.Text("kind");
        if (text.Root is YamlMapping root && kind is (null or "Config"))
            reader.Unit.Kubeconfigs.Add(new KubeconfigReader(reader, file, root, bytes.Length, cancellation).Draft());
        // Other programs keep their .conf files here, too.
        else if (named || reader.Node.Roles.Identify(file.NodePath).Roles.Count > 0)
            reader.Unit.Problems.Add(
                file.Problem(PkiProblemId.NoPkiData, kind is null ? "this is not a kubeconfig" : $"this is a {kind}, not a kubeconfig"));
    }

    private KubeconfigDraft Draft()
    {
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
        foreach (var (clusterName, node) in clusters)
            draft.Authorities.Add(_credentials.ReadAuthorities(clusterName, node));
        foreach (var (userName, node) in users)
            draft.Certificates.Add(_credentials.ReadCertificate(userName, node));
        return draft;
    }

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
        CredentialKind = KindOf(node),
        CertificatePath = node.Filled("client-certificate-data") is null ? _credentials.Resolve(node.Filled("client-certificate")) : null,
        KeyPath = node.Filled("client-key-data") is null ? _credentials.Resolve(node.Filled("client-key")) : null,
        TokenPath = _credentials.Resolve(node.Filled("tokenFile")),
        ExecCommand = node?.Text("exec", "command"),
    };

    private static string KindOf(YamlNode? user)
    {
        if (user.Filled("client-certificate-data") is not null)
            return CredentialKinds.EmbeddedCertificate;
        if (user.Filled("client-certificate") is not null)
            return CredentialKinds.CertificateFile;
        // client-go prefers the file, which is read again when it changes.
        if (user.Filled("tokenFile") is not null)
            return CredentialKinds.TokenFile;
        if (user.Filled("token") is not null)
            return CredentialKinds.Token;
        if (user?.At("exec") is not null)
            return CredentialKinds.Exec;
        if (user?.At("auth-provider") is not null)
            return CredentialKinds.AuthProvider;
        return user.Filled("username") is not null ? CredentialKinds.Basic : CredentialKinds.None;
    }

    // A list of {name: …, cluster: {…}}.
    private List<(string Name, YamlNode? Node)> Named(string list, string field)
    {
        var entries = new List<(string Name, YamlNode? Node)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (_root.At(list) is { } other and not (YamlSequence or YamlScalar { IsNull: true }))
            Refuse($"{list} is not a list", other);
        foreach (var item in _root.Items(list))
        {
            var name = item.Text("name") ?? "";
            if (item is not YamlMapping)
                Refuse($"an entry of {list} has no name and no {field}", item);
            else if (names.Add(name))
                entries.Add((name, item.At(field)));
            else
                Refuse($"{list} has two entries named {name}", item, $"duplicate name \"{name}\" in list");
        }
        return entries;
    }

    private void Refuse(string reason, YamlNode at, string? goError = null) =>
        _reader.Unit.Problems.Add(_file.Problem(PkiProblemId.MalformedKubeconfig, reason, at.Line, goError: goError));
}
