using System.Collections.Concurrent;

namespace KubePki.Node.Layout;

/// <summary>
/// Says which role a file of a node plays: first by what the components' flags say, then by the layouts. Paths are those of the node.
/// </summary>
internal sealed class RoleMap
{
    private readonly Dictionary<string, List<string>> _byFlag = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keyByFlag = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, PkiLayout> _copies = new(StringComparer.Ordinal);

    /// <summary>Remembers that a directory, wherever it lies, holds a copy of kubeadm's.</summary>
    public void AddCopy(string directory) => _copies[directory] = PkiLayouts.Kubeadm;

    /// <summary>The files that flags name as certificates.</summary>
    public IEnumerable<string> FlaggedFiles => _byFlag.Keys;

    /// <summary>Remembers that a flag gives this file this role.</summary>
    public void Add(string path, string role)
    {
        if (!_byFlag.TryGetValue(path, out var roles))
            _byFlag.Add(path, roles = []);
        if (!roles.Contains(role))
            roles.Add(role);
    }

    /// <summary>Remembers that flags pair this certificate with this key.</summary>
    public void AddKey(string certificate, string key) => _keyByFlag.TryAdd(certificate, key);

    /// <summary>What a file is: its roles, the first being the one that is shown, and its name.</summary>
    public (IReadOnlyList<string> Roles, string Name) Identify(string path)
    {
        var fileName = path[(path.LastIndexOf('/') + 1)..];
        var match = LayoutMatch.Find(path, _copies);
        if (!_byFlag.TryGetValue(path, out var roles))
            roles = match is null ? [] : [match.Role];
        var kind = roles.Count > 0 ? PkiRoles.Find(roles[0])?.Kind : null;
        // Where a row stands for many files, the role names none of them.
        var roleIsName = kind is PkiRoleKind.Authority or PkiRoleKind.Leaf or PkiRoleKind.KeyPair && match?.IsOneOfMany != true;
        var name = roleIsName ? roles[0] : kind == PkiRoleKind.Kubeconfig ? fileName : WithoutExtension(fileName);
        return (roles, name);
    }

    /// <summary>What a key file is: the role and the name of the certificate that it belongs to.</summary>
    public (string? Role, string Name) IdentifyKey(string path)
    {
        var certificate = _keyByFlag.FirstOrDefault(pair => pair.Value == path).Key;
        var stem = path[..(path.LastIndexOf('/') + 1)] + WithoutExtension(path[(path.LastIndexOf('/') + 1)..]);
        foreach (var candidate in (string?[])[path, certificate, stem + ".crt", stem + ".pub"])
        {
            if (candidate is null)
                continue;
            var (roles, name) = Identify(candidate);
            if (roles.Count > 0)
                return (roles[0], name);
        }
        return (null, WithoutExtension(path[(path.LastIndexOf('/') + 1)..]));
    }

    /// <summary>The files that may hold the key of a certificate file, the likeliest first.</summary>
    public IEnumerable<string> KeysOf(string path)
    {
        if (_keyByFlag.TryGetValue(path, out var flagged))
            yield return flagged;
        if (LayoutMatch.Find(path, _copies)?.Key is { } known)
            yield return known;
        var stem = path[..(path.LastIndexOf('/') + 1)] + WithoutExtension(path[(path.LastIndexOf('/') + 1)..]);
        yield return stem + ".key";
        yield return stem + "-key.pem";
    }

    private static string WithoutExtension(string fileName)
    {
        var dot = fileName.LastIndexOf('.');
        return dot <= 0 ? fileName : fileName[..dot];
    }
}
