using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Verification;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Finds the private key of each certificate that lies in a file.</summary>
internal sealed class KeyMatcher(ScopeReader reader, CancellationToken cancellation)
{
    public void MatchAll()
    {
        var scope = reader.Unit;
        var files = scope.Certificates.Concat(scope.Unlisted)
            .Where(entry => entry.Source == CertificateSource.File).GroupBy(entry => entry.NodePath);
        foreach (var file in files)
        {
            if (FindKeys(file.Key, file.First().Budget) is not { } keys)
                continue;
            foreach (var entry in file)
                keys.GiveTo(entry);
        }
    }

    private KeyRing? FindKeys(string certificate, SourceBudget source)
    {
        var files = reader.Node.Files;
        if (reader.Unit.KeysOf(certificate) is { } own && own.Exists(key => key.IsPrivate))
            return new KeyRing(files.ToHost(certificate), own);
        foreach (var candidate in reader.Node.Roles.KeysOf(certificate))
        {
            if (reader.Unit.KeysOf(candidate) is { } read)
                return new KeyRing(files.ToHost(candidate), read);
            if (reader.Knows(candidate))
                continue;
            var file = files.At(candidate);
            using var bytes = file.Read(cancellation);
            var keys = new KeyRing(files.ToHost(candidate), reader.ParseKeys(file, bytes, source).Keys);
            if (keys.First is not null)
                return keys;
        }
        return null;
    }
}
