using System.Text;
using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using KubePki.X509;
using KubePki.Layout;
using KubePki.Model;
using KubePki.Yaml;

namespace KubePki.Reading;

/// <summary>Reads the certificates of a kubeconfig: those in it, and those in files that it names.</summary>
internal sealed class KubeconfigCredentials(UnitReader reader, NodeFile file, CancellationToken cancellation)
{
    private IReadOnlyList<string> _roles = [];
    private string _name = "";
    private KubeconfigContext? _current;
    private bool _oneCluster;
    private bool _oneUser;

    /// <summary>Says how the certificates are to be named: the current context's by the file alone, others by their entry too.</summary>
    public void Name(IReadOnlyList<string> roles, string name, KubeconfigContext? current, int clusters, int users)
    {
        _roles = roles;
        _name = name;
        _current = current;
        _oneCluster = clusters == 1;
        _oneUser = users == 1;
    }

    /// <summary>A path of the node from one in the file, which is relative to the file's directory.</summary>
    public string? Resolve(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        return path[0] == '/' ? path : file.NodePath[..(file.NodePath.LastIndexOf('/') + 1)] + path;
    }

    /// <summary>The CA certificates of a cluster; data wins over a file.</summary>
    public List<CertificateEntry> ReadAuthorities(string cluster, YamlNode? node)
    {
        if (node?.At("certificate-authority-data") is YamlScalar { IsNull: false } data)
        {
            var suffix = _oneCluster || cluster == _current?.Cluster ? ":ca" : $":ca:{cluster}";
            var content = ReadData(data, $"certificate-authority-data of cluster {cluster}");
            return Embed(content, _name + suffix, [PkiRoles.KubeconfigAuthority], CertificateSource.KubeconfigCluster, cluster);
        }
        return node?.At("certificate-authority") is YamlScalar { IsNull: false } path
            ? [.. ReadFile(path, $"unable to read certificate-authority {{0}} for {cluster} due to open {{0}}: no such file or directory")] : [];
    }

    /// <summary>The client certificate of a user; data wins over a file.</summary>
    public CertificateEntry? ReadCertificate(string user, YamlNode? node)
    {
        if (node?.At("client-certificate-data") is YamlScalar { IsNull: false } data)
        {
            var suffix = _oneUser || user == _current?.User ? "" : ":" + user;
            var content = ReadData(data, $"client-certificate-data of user {user}");
            var roles = _roles.Count > 0 ? _roles : [PkiRoles.KubeconfigClient];
            var entries = Embed(content, _name + suffix, roles, CertificateSource.KubeconfigUser, user);
            TakeKey(entries, content.Keys, user, node);
            return entries.Count > 0 ? entries[0] : null;
        }
        if (node?.At("client-certificate") is not YamlScalar { IsNull: false } path)
            return null;
        var found = ReadFile(path, $"unable to read client-cert {{0}} for {user} due to open {{0}}: no such file or directory");
        return found.Count > 0 ? found[0] : null;
    }

    private void TakeKey(List<CertificateEntry> entries, List<ParsedKey> inCertificateData, string user, YamlNode node)
    {
        var keys = inCertificateData;
        var path = file.Path;
        if (node.At("client-key-data") is YamlScalar { IsNull: false } data)
        {
            keys = ReadData(data, $"client-key-data of user {user}").Keys;
        }
        else if (Resolve(node.Text("client-key")) is { } keyPath)
        {
            using var bytes = reader.Node.Files.At(keyPath).Read(cancellation);
            keys = PkiFileParser.Parse(bytes.Span, cancellation).Keys;
            path = reader.Node.Files.ToHost(keyPath);
        }
        foreach (var entry in entries)
            KeyMatcher.Match(entry, path, keys);
    }

    private List<CertificateEntry> Embed(PkiFileContent content, string name, IReadOnlyList<string> roles, string source, string entryName)
    {
        var entries = new List<CertificateEntry>();
        foreach (var parsed in content.Certificates)
        {
            entries.Add(new CertificateEntry
            {
                Parsed = parsed,
                Name = name,
                Roles = entries.Count > 0 && source == CertificateSource.KubeconfigUser ? [PkiRoles.Chain] : roles,
                Path = file.Path,
                NodePath = file.NodePath,
                Index = entries.Count,
                Source = source,
                Entry = entryName,
            });
        }
        reader.Unit.Certificates.AddRange(entries);
        return entries;
    }

    private IReadOnlyList<CertificateEntry> ReadFile(YamlScalar path, string goError)
    {
        var target = reader.Node.Files.At(Resolve(path.Value)!);
        var entries = reader.ReadReferred(target, out var problemId, out var reason);
        if (problemId is not null)
            reader.Unit.Problems.Add(file.Problem(problemId, $"{target.NodePath}: {reason}", path.Line,
                goError: problemId is PkiProblemId.PathNotFound or PkiProblemId.DanglingLink ? string.Format(null, goError, path.Value) : null));
        return entries;
    }

    private PkiFileContent ReadData(YamlScalar data, string place)
    {
        var octets = Decode(data.Value);
        if (octets is null)
        {
            reader.Unit.Problems.Add(file.Problem(PkiProblemId.MalformedKubeconfig, $"the {place} is not base64", data.Line, goError: "illegal base64 data"));
            return new PkiFileContent();
        }
        var content = PkiFileParser.Parse(octets, cancellation);
        CryptographicOperations.ZeroMemory(octets);
        foreach (var problem in content.Problems)
            reader.Unit.Problems.Add(file.Problem(problem.Id, $"in the {place}: {problem.Reason}", data.Line, goError: problem.GoError));
        if (!content.HasAnything)
            reader.Unit.Problems.Add(file.Problem(PkiProblemId.MalformedKubeconfig, $"the {place} holds no PEM", data.Line,
                goError: place.StartsWith("client-key", StringComparison.Ordinal) ? "tls: failed to find any PEM data in key input"
                    : place.StartsWith("client", StringComparison.Ordinal) ? "tls: failed to find any PEM data in certificate input" : "unable to parse bytes as PEM block"));
        return content;
    }

    private static byte[]? Decode(string base64)
    {
        var text = Encoding.UTF8.GetBytes(base64);
        var status = Base64.DecodeFromUtf8InPlace(text, out var written);
        return status == OperationStatus.Done ? text[..written] : null;
    }
}
