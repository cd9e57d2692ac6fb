using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Verification;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Finds the private key of each certificate that lies in a file.</summary>
internal sealed class KeyMatcher(ScopeReader reader, CancellationToken cancellation)
{
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);

    public void MatchAll()
    {
        var scope = reader.Scope;
        _unread.UnionWith(scope.Problems.Where(problem => problem.Id == PkiProblemId.UnreadableFile)
            .Select(problem => problem.NodePath ?? problem.Path));
        var files = scope.Certificates.Concat(scope.Unlisted)
            .Where(entry => entry.Source == CertificateSource.File).GroupBy(entry => entry.NodePath);
        foreach (var file in files)
        {
            var keys = FindKeys(file.Key, file.First().Budget);
            foreach (var entry in file)
            {
                keys?.GiveTo(entry);
                entry.KeyIsUnread = keys is null && _unread.Overlaps(reader.Node.Roles.KeysOf(file.Key));
            }
        }
    }

    private KeyRing? FindKeys(string certificate, SourceBudget source)
    {
        var files = reader.Node.Files;
        if (reader.Scope.KeysOf(certificate) is { } own && own.Exists(key => key.IsPrivate))
            return new KeyRing(files.ToHost(certificate), own);
        foreach (var candidate in reader.Node.Roles.KeysOf(certificate))
        {
            if (reader.Scope.KeysOf(candidate) is { } read)
                return new KeyRing(files.ToHost(candidate), read);
            if (reader.Knows(candidate))
                continue;
            var file = files.At(candidate);
            using var bytes = file.Read(cancellation);
            if (bytes.ProblemId == PkiProblemId.UnreadableFile)
                _unread.Add(candidate);
            var keys = new KeyRing(files.ToHost(candidate), reader.ParseKeys(file, bytes, source).Keys);
            if (keys.First is not null)
                return keys;
        }
        return null;
    }
}
