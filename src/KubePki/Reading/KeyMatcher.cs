using KubePki.X509;
using KubePki.Model;

namespace KubePki.Reading;

/// <summary>Finds the private key of each certificate that lies in a file.</summary>
internal sealed class KeyMatcher(UnitReader reader, CancellationToken cancellation)
{
    public void MatchAll()
    {
        var unit = reader.Unit;
        var files = unit.Certificates.Concat(unit.Unlisted).Where(entry => entry.Source == CertificateSource.File).GroupBy(entry => entry.NodePath);
        foreach (var file in files)
        {
            if (FindKeys(file.Key) is not var (path, keys))
                continue;
            foreach (var entry in file)
                Match(entry, path, keys);
        }
    }

    /// <summary>Gives a certificate the key of a file that fits it, or, if it is the file's first, the one that should.</summary>
    public static void Match(CertificateEntry entry, string path, IReadOnlyList<ParsedKey> keys)
    {
        var octets = entry.Parsed.PublicKeyInfo.Of(entry.Parsed.Raw.Span);
        ParsedKey? first = null;
        foreach (var key in keys)
        {
            if (!key.IsPrivate)
                continue;
            first ??= key;
            if (key.PublicKeyInfo is not { } own || !own.AsSpan().SequenceEqual(octets))
                continue;
            entry.TakeKey(path, key);
            return;
        }
        // The first certificate of a file is the one that the key is for; the others are its chain.
        if (entry.Index == 0 && first is not null)
            entry.TakeKey(path, first);
    }

    private (string Path, IReadOnlyList<ParsedKey> Keys)? FindKeys(string certificate)
    {
        var files = reader.Node.Files;
        if (reader.Unit.KeysOf(certificate) is { } own && own.Exists(key => key.IsPrivate))
            return (files.ToHost(certificate), own);
        foreach (var candidate in reader.Node.Roles.KeysOf(certificate))
        {
            if (reader.Unit.KeysOf(candidate) is { } read)
                return (files.ToHost(candidate), read);
            if (reader.Knows(candidate))
                continue;
            using var bytes = files.At(candidate).Read(cancellation);
            var keys = PkiFileParser.Parse(bytes.Span, cancellation).Keys;
            if (keys.Exists(key => key.IsPrivate))
                return (files.ToHost(candidate), keys);
        }
        return null;
    }
}
