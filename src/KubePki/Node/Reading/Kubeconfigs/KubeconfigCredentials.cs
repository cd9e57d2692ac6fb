using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Yaml;

namespace KubePki.Node.Reading.Kubeconfigs;

/// <summary>Reads the certificates of a kubeconfig: those in it, and those in files that it names.</summary>
internal sealed partial class KubeconfigCredentials
{
    private readonly Allowance _fromFiles = new(FileBytes.Limit);
    private readonly SourceBudget _budget;
    private readonly KubeconfigData _data;
    private IReadOnlyList<string> _roles = [];
    private string _name = "";
    private KubeconfigContext? _current;
    private bool _oneCluster;
    private bool _oneUser;
    private readonly ScopeReader _reader;
    private readonly NodeFile _file;

    public KubeconfigCredentials(ScopeReader reader, NodeFile file, int textLength, CancellationToken cancellation)
    {
        _reader = reader;
        _file = file;
        _budget = reader.BudgetOf(file.NodePath);
        _data = new KubeconfigData(file, textLength, reader.Scope.Problems, reader.PassphraseFor(_budget), cancellation);
    }

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
    public string? Resolve(YamlScalar? path)
    {
        if (path is null)
            return null;
        if (IsData(path.Value))
            return _file.NodePath[..(_file.NodePath.LastIndexOf('/') + 1)] + NoPath;
        // client-go of Windows has drives; on a copied tree they are its top.
        if (NodePaths.IsOfWindows(path.Value))
            return NodePaths.Absolute(path.Value);
        return path.Value[0] == '/' ? path.Value : _file.NodePath[..(_file.NodePath.LastIndexOf('/') + 1)] + path.Value;
    }

    // What belongs into client-key-data is put into client-key: it is shown nowhere.
    private const string NoPath = "(data, not a path)";

    private static bool IsData(string value) => value.Length > 4096 || value.Contains("-----BEGIN", StringComparison.Ordinal)
        || value.Contains("LS0tLS1", StringComparison.Ordinal) || value.AsSpan().ContainsAny('\n', '\r')
        || value.Split('/', '\\').Any(name => name.Length > 255) || Token().IsMatch(value);

    // A JSON web token, and kubeadm's bootstrap token.
    [GeneratedRegex(@"^(?:eyJ[A-Za-z0-9_-]+\..*|[a-z0-9]{6}\.[a-z0-9]{16})$", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    private static string Shown(YamlScalar path) => IsData(path.Value) ? NoPath : path.Value;

    /// <summary>The CA certificates of a cluster; data wins over a file.</summary>
    public List<CertificateEntry> ReadAuthorities(string cluster, YamlNode? node, ICollection<PkiProblem> told)
    {
        if (node.Filled("certificate-authority-data") is { } data)
        {
            var suffix = _oneCluster || cluster == _current?.Cluster ? ":ca" : $":ca:{cluster}";
            var content = _data.Read(data, $"certificate-authority-data of cluster {cluster}", told);
            return Embed(content, _name + suffix, [PkiRoles.KubeconfigAuthority], CertificateSource.KubeconfigCluster, cluster);
        }
        return node.Filled("certificate-authority") is { } path ? [.. ReadFile(path, "certificate-authority", cluster, told)] : [];
    }

    /// <summary>The client certificate of a user; data wins over a file.</summary>
    public CertificateEntry? ReadCertificate(string user, YamlNode? node, ICollection<PkiProblem> told)
    {
        if (node.Filled("client-certificate-data") is { } data)
        {
            var suffix = _oneUser || user == _current?.User ? "" : ":" + user;
            var content = _data.Read(data, $"client-certificate-data of user {user}", told);
            var roles = _roles.Count > 0 ? _roles : [PkiRoles.KubeconfigClient];
            var entries = Embed(content, _name + suffix, roles, CertificateSource.KubeconfigUser, user);
            TakeKey(entries, content.Keys, user, node!, told);
            return entries.Count > 0 ? entries[0] : null;
        }
        if (node.Filled("client-certificate") is not { } path)
            return null;
        var found = ReadFile(path, "client-cert", user, told);
        TakeKey(found, [], user, node!, told);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Looks for the token's file of a user that has no token.</summary>
    public void ReadToken(YamlNode? node, ICollection<PkiProblem> told)
    {
        if (node.Filled("token") is not null || node.Filled("tokenFile") is not { } path || Find(path) is not { } file || file.Exists)
            return;
        told.Add(_file.Problem(PkiProblemId.PathNotFound, $"{Resolve(path)}: the file does not exist", path.Line,
            goError: $"open {Shown(path)}: no such file or directory"));
    }

    private void TakeKey(IReadOnlyList<CertificateEntry> entries, List<ParsedKey> inCertificateData, string user, YamlNode node,
        ICollection<PkiProblem> told)
    {
        var keys = node.Filled("client-key-data") is { } data
            ? new KeyRing(_file.Path, _data.Read(data, $"client-key-data of user {user}", told).Keys)
            : node.Filled("client-key") is { } path ? ReadKeys(path, user, told)
            : new KeyRing(_file.Path, inCertificateData);
        foreach (var entry in entries)
            keys.GiveTo(entry);
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
                Path = _file.Path,
                NodePath = _file.NodePath,
                Index = entries.Count,
                Source = source,
                Entry = entryName,
                Budget = _budget,
            });
        }
        _reader.Scope.Certificates.AddRange(entries);
        return entries;
    }

    private IReadOnlyList<CertificateEntry> ReadFile(YamlScalar path, string field, string entry, ICollection<PkiProblem> told)
    {
        if (Find(path) is not { } referred)
            return [];
        var found = _reader.ReadReferred(referred, _budget);
        Report(found, path, field, entry, told);
        if (_fromFiles.TryTake(found.Content.Sum(certificate => (long)certificate.Parsed.Raw.Length), out var isFirst))
            return found.Content;
        if (isFirst)
            _reader.Scope.Problems.Add(_file.Problem(PkiProblemId.FileTooLarge,
                "its entries refer to more than 16 MiB of certificates; the rest was skipped", path.Line));
        return [];
    }

    private KeyRing ReadKeys(YamlScalar path, string user, ICollection<PkiProblem> told)
    {
        if (Find(path) is not { } referred)
            return new KeyRing(_file.Path, []);
        var found = _reader.ReadReferredKeys(referred, _budget);
        Report(found, path, "client-key", user, told);
        return found.Content;
    }

    private NodeFile? Find(YamlScalar path)
    {
        var found = _reader.Node.Files.At(Resolve(path)!);
        if (_budget.TryLookUp(found.LookUps + 1, out var isFirst))
            return found;
        if (isFirst)
            _reader.Scope.Problems.Add(_file.Problem(PkiProblemId.FileTooLarge, SourceBudget.NoMoreLookUps, path.Line));
        return null;
    }

    // Go's words are those of client-go (validation.go).
    private void Report<T>(Referred<T> found, YamlScalar path, string field, string entry, ICollection<PkiProblem> told)
    {
        if (found.ProblemId is null)
            return;
        var isMissing = found.ProblemId is PkiProblemId.PathNotFound or PkiProblemId.DanglingLink;
        var goError = $"unable to read {field} {Shown(path)} for {entry} due to open {Shown(path)}: no such file or directory";
        told.Add(_file.Problem(found.ProblemId,
            $"{Resolve(path)}: {found.Reason}", path.Line, goError: isMissing ? goError : null));
    }
}
