using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Keys;

namespace KubePki.Tests.Pki.Keys;

/// <summary>The files that OpenSSL encrypted, and how they are read.</summary>
internal static class EncryptedFixtures
{
    public const string Right = "correct horse";

    public static string Path(string name) => System.IO.Path.Combine(Fixtures.Directory, "encrypted", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    /// <summary>The names of the encrypted keys.</summary>
    public static TheoryData<string> Keys =>
        [.. Directory.GetFiles(System.IO.Path.Combine(Fixtures.Directory, "encrypted"), "*.key").Select(path =>
            System.IO.Path.GetFileName(path)).Where(name => name != "plain.key").Order()];

    /// <summary>What a file holds, with a passphrase or without.</summary>
    public static PkiFileContent Parse(byte[] file, string? passphrase)
    {
        using var given = passphrase is null ? null : new KeyPassphrase(passphrase);
        return PkiFileParser.Parse(file, default, given);
    }

    /// <summary>The public part of the one key.</summary>
    public static byte[] PublicKeyInfo { get; } = Parse(Bytes("plain.key"), null).Keys[0].PublicKeyInfo!;
}
