using KubePki.Pki.Verification;
using KubePki.Pki.X509;

namespace KubePki.Node.Reading.Certificates;

/// <summary>The private keys of one place, ready to be asked for the one that belongs to a certificate.</summary>
internal sealed class KeyRing
{
    private readonly Dictionary<ReadOnlyMemory<byte>, ParsedKey> _byPublicKey = new(OctetComparer.Instance);

    public KeyRing(string path, IEnumerable<ParsedKey> keys)
    {
        Path = path;
        foreach (var key in keys.Where(key => key.IsPrivate))
        {
            First ??= key;
            if (key.PublicKeyInfo is { } octets)
                _byPublicKey.TryAdd(octets, key);
        }
    }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public string Path { get; }

    /// <summary>The first private key; null when there is none.</summary>
    public ParsedKey? First { get; }

    /// <summary>Gives a certificate the key that fits it, or, if it is its file's first, the one that should.</summary>
    public void GiveTo(CertificateEntry entry)
    {
        var info = entry.Parsed.PublicKeyInfo;
        // The first certificate of a file is the one that the key is for; the others are its chain.
        if (!_byPublicKey.TryGetValue(entry.Parsed.Raw.Slice(info.Start, info.Length), out var key) && entry.Index == 0)
            key = First;
        if (key is not null)
            entry.TakeKey(Path, key);
    }
}
