using System.Security.Cryptography;
using System.Text;
using KubePki.Changes.Editing;
using KubePki.Changes.Init;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Yaml;

namespace KubePki.Changes.ExternalCa;

/// <summary>The keys for which certificates may come back: those of the requests in a directory, then those on the node.</summary>
internal static class KnownKeys
{
    /// <summary>The keys.</summary>
    /// <param name="node">The node.</param>
    /// <param name="directories">Where requests may lie, kubeadm's own among them; a directory without any adds none.</param>
    /// <param name="passphrase">What opens encrypted keys.</param>
    /// <param name="closed">Gets the keys that the passphrase does not open.</param>
    /// <param name="distrusted">Gets the keys and requests that are not believed, with the reasons.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static IReadOnlyList<KnownKey> Of(NodeView node, IEnumerable<string> directories, KeyPassphrase passphrase,
        List<PkiProblem> closed, List<RepairNote> distrusted, CancellationToken cancellation)
    {
        var trust = new RequestTrust();
        var onNode = OnNode(node).ToList();
        var known = new List<KnownKey>();
        foreach (var directory in directories.Distinct(StringComparer.Ordinal))
            known.AddRange(InDirectory(directory, Believed(directory, trust, distrusted), onNode, passphrase, closed, cancellation));
        return [.. known, .. onNode];
    }

    private static IEnumerable<KnownKey> OnNode(NodeView node)
    {
        foreach (var key in node.Pki.Keys.Where(key => key is { IsPrivate: true, PublicKeyHash: not null } && IsLeaf(key.Role)))
            yield return new KnownKey(key.Role == PkiRoles.KubeletClient ? PkiRoles.KubeletConf : key.Role!, key.PublicKeyHash!)
            {
                NodePath = key.NodePath,
            };
        foreach (var kubeconfig in node.Kubeconfigs
            .Where(kubeconfig =>
                kubeconfig is { Role: not null, User: not null, Certificate: { KeyMatches: true, PublicKeyHash: not null } }
                    && IsLeaf(kubeconfig.Role)))
        {
            if (kubeconfig.Certificate!.Source != CertificateSource.File)
                yield return new KnownKey(kubeconfig.Role!, kubeconfig.Certificate.PublicKeyHash!)
                {
                    NodePath = kubeconfig.NodePath,
                    User = kubeconfig.User,
                };
        }
    }

    private static bool IsLeaf(string? role) =>
        role == PkiRoles.KubeletClient || (role is not null && InitRoles.All.Contains(role) && PkiRoles.AuthorityOf(role) is not null);

    // Whoever could have put a request there would say what the certificate should be, and whose key it is for.
    private static List<string> Believed(string directory, RequestTrust trust, List<RepairNote> distrusted)
    {
        var names = Names(directory).ToList();
        if (names.Count > 0 && trust.ObjectionTo(directory) is { } objection)
        {
            distrusted.Add(new RepairNote(directory, $"Its keys and requests are not trusted: {objection}."));
            return [];
        }
        var believed = new List<string>();
        foreach (var name in names)
        {
            if (trust.ObjectionToFile($"{directory}/{name}") is { } reason)
                distrusted.Add(new RepairNote($"{directory}/{name}", $"It is not trusted: {reason}."));
            else
                believed.Add(name);
        }
        return believed;
    }

    private static List<KnownKey> InDirectory(string directory, List<string> names, List<KnownKey> onNode, KeyPassphrase passphrase,
        List<PkiProblem> closed, CancellationToken cancellation)
    {
        var (requests, keys) = (new List<(string Role, ParsedRequest Request)>(),
            new Dictionary<string, (string Path, string? User)>(StringComparer.Ordinal));
        foreach (var relative in names)
        {
            using var bytes = FileBytes.Read($"{directory}/{relative}", cancellation);
            if (FileNames.IsKubeconfig(relative))
            {
                foreach (var (user, hash) in EmbeddedKeys(bytes.Span, passphrase))
                    keys.TryAdd(hash, ($"{directory}/{relative}", user));
                continue;
            }
            var content = PkiFileParser.Parse(bytes.Span, cancellation, passphrase);
            var file = NodeFile.OfThisMachine($"{directory}/{relative}");
            closed.AddRange(content.SealProblems.Select(problem => file.Problem(problem.Id, problem.Reason, problem.Line)));
            foreach (var key in content.Keys.Where(key => key is { IsPrivate: true, PublicKeyInfo: not null }))
                keys.TryAdd(Hex.Sha256(key.PublicKeyInfo!), ($"{directory}/{relative}", null));
            if (RoleOf(relative) is { } role)
                requests.AddRange(content.Requests.Where(request => request.PublicKeyInfo.Length > 0).Select(request => (role, request)));
        }
        return [.. requests.Select(pair =>
        {
            var hash = Hex.Sha256(pair.Request.PublicKeyInfo.Of(pair.Request.Raw.Span));
            var (own, user) = keys.GetValueOrDefault(hash);
            var there = own is null ? onNode.Find(key => key.KeyHash == hash) : null;
            return new KnownKey(pair.Role, hash)
            {
                Request = pair.Request,
                HostPath = own,
                NodePath = there?.NodePath,
                User = user ?? there?.User,
            };
        })];
    }

    // kubeadm keeps the keys of kubeconfigs in kubeconfigs that have no certificate yet.
    private static List<(string User, string Hash)> EmbeddedKeys(ReadOnlySpan<byte> kubeconfig, KeyPassphrase passphrase)
    {
        var found = new List<(string, string)>();
        try
        {
            foreach (var (user, pem) in new KubeconfigEditor(Encoding.UTF8.GetString(kubeconfig)).Keys())
            {
                var key = PkiFileParser.Parse(pem, CancellationToken.None, passphrase).Keys.FirstOrDefault();
                CryptographicOperations.ZeroMemory(pem);
                if (key?.PublicKeyInfo is { } info)
                    found.Add((user, Hex.Sha256(info)));
            }
        }
        catch (Exception e) when (e is YamlFormatException or FormatException)
        {
            // A kubeconfig that cannot be read holds no key; that the key is missing is reported for the certificate.
        }
        return found;
    }

    // kubeadm keeps etcd's requests one directory down.
    private static IEnumerable<string> Names(string directory)
    {
        foreach (var below in (string[])["", "etcd/"])
        {
            if (FileStat.KindOf($"{directory}/{below}") != FileKind.Directory)
                continue;
            foreach (var entry in DirectoryNames.FilesIn($"{directory}/{below}")
                .Where(entry => FileNames.IsKey(entry.Name) || FileNames.IsKubeconfig(entry.Name) || FileNames.IsStore(entry.Name)
                || entry.Name.EndsWith(".csr", StringComparison.Ordinal)))
                yield return below + entry.Name;
        }
    }

    private static string? RoleOf(string relative)
    {
        if (!relative.EndsWith(".csr", StringComparison.Ordinal))
            return null;
        var stem = relative[..^4];
        return InitRoles.All.Contains(stem) ? stem : PkiLayouts.Kubeadm.Files.FirstOrDefault(file => file.Pattern == $"{stem}.crt")?.Role;
    }
}
