using System.Security.Cryptography;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Reading.Files;

/// <summary>
/// The text that a component would have to load instead of a PKCS#7 or PKCS#12 structure or an encrypted key: the same certificates, or
/// the same key, in PEM.
/// </summary>
internal static class ReadableFile
{
    /// <summary>The certificates of a file as PEM, those of nobody's CA first; the file itself where it is no structure.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="passphrase">What opens a PKCS#12 store.</param>
    /// <param name="form">What the file is; null when a component could load it as it is.</param>
    /// <param name="problem">Why it stays closed.</param>
    public static byte[] Certificates(ReadOnlySpan<byte> file, KeyPassphrase passphrase, out string? form, out SealProblem? problem)
    {
        problem = null;
        var octets = Structure(file);
        form = StoreForm.Of(octets);
        if (form is null)
            return file.ToArray();
        var store = StoreContent.Read(octets, passphrase);
        problem = store.Problems.FirstOrDefault();
        foreach (var (der, _) in store.Keys)
            CryptographicOperations.ZeroMemory(der);
        return [.. store.Parse(GoVersion.Newest).SelectMany(certificate => Pem.Write("CERTIFICATE", certificate.Raw.Span))];
    }

    /// <summary>The key of a file as PEM, which the caller wipes; the file itself where its key lies open.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="passphrase">What opens it.</param>
    /// <param name="form">What the file is; null when a component could load it as it is.</param>
    /// <param name="problem">Why it stays closed.</param>
    public static byte[] Key(ReadOnlySpan<byte> file, KeyPassphrase passphrase, out string? form, out SealProblem? problem)
    {
        form = null;
        problem = null;
        if (StoreForm.Of(file) == StoreForm.Pkcs12)
            return KeyOfStore(file, passphrase, out form, out problem);
        if (EncryptedKey.IsOne(file) && passphrase.IsGiven)
        {
            form = "encrypted";
            return EncryptedKey.OpenPkcs8(file.ToArray(), new Passphrase(passphrase.Characters), passphrase.Budget, out problem) is { } key
                ? WriteKey(key) : [];
        }
        var blocks = new PemScanner(file);
        while (blocks.TryNext(out var block))
        {
            if (!EncryptedKey.IsOne(block) || !passphrase.IsGiven)
                continue;
            form = "encrypted";
            return EncryptedKey.Open(block, passphrase, out problem) is { } der ? WriteKey(der) : [];
        }
        return file.ToArray();
    }

    private static byte[] KeyOfStore(ReadOnlySpan<byte> file, KeyPassphrase passphrase, out string? form, out SealProblem? problem)
    {
        form = StoreForm.Pkcs12;
        var store = StoreContent.Read(file.ToArray(), passphrase);
        problem = store.Problems.FirstOrDefault();
        byte[] pem = [];
        foreach (var (der, _) in store.Keys)
        {
            if (pem.Length == 0)
                pem = WriteKey(der);
            CryptographicOperations.ZeroMemory(der);
        }
        return pem;
    }

    private static byte[] WriteKey(byte[] der)
    {
        var label = KeyParser.ReadPrivate(der)?.Format switch
        {
            "PKCS#1" => "RSA PRIVATE KEY",
            "SEC1" => "EC PRIVATE KEY",
            _ => "PRIVATE KEY",
        };
        var pem = Pem.Write(label, der);
        CryptographicOperations.ZeroMemory(der);
        return pem;
    }

    // In PEM the structure is the first block that is one.
    private static byte[] Structure(ReadOnlySpan<byte> file)
    {
        var blocks = new PemScanner(file);
        while (blocks.TryNext(out var block))
        {
            if (block.Error is null && StoreForm.Of(block.Data.Span) is not null)
                return block.Data.ToArray();
            if (block.Label == "CERTIFICATE")
                return [];
        }
        return file.ToArray();
    }
}
