using System.Security;
using KubePki.Model;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Tests.Pki.Keys;

/// <summary>Where passphrases come from, and that nothing is left of them.</summary>
public sealed class PassphraseTests
{
    [Theory]
    [InlineData("sesame", "sesame")]
    [InlineData("sesame\n", "sesame")]
    [InlineData("sesame\r\nand more\n", "sesame")]
    [InlineData(" with spaces ", " with spaces ")]
    [InlineData("pässwörd\n", "pässwörd")]
    public void The_first_line_of_a_file_counts(string text, string passphrase)
    {
        using var node = NodeTree.Empty();
        using var read = PassphraseFile.Read(Private(node.Write("/pass", text)));
        Assert.Equal(passphrase, read.Characters.ToString());
    }

    [Theory]
    [InlineData("", PkiProblemId.EmptyFile)]
    [InlineData("\nsesame", PkiProblemId.EmptyFile)]
    public void A_file_without_a_passphrase_is_refused(string text, string id)
    {
        using var node = NodeTree.Empty();
        Assert.Equal(id, Assert.Throws<PkiProblemException>(() => PassphraseFile.Read(Private(node.Write("/pass", text)))).Problem.Id);
    }

    [Fact]
    public void A_file_that_is_too_long_or_not_there_is_refused()
    {
        using var node = NodeTree.Empty();
        Assert.Equal(PkiProblemId.FileTooLarge, Assert.Throws<PkiProblemException>(() =>
            PassphraseFile.Read(Private(node.Write("/pass", new string('x', 5000))))).Problem.Id);
        Assert.Equal(PkiProblemId.PathNotFound, Assert.Throws<PkiProblemException>(() =>
            PassphraseFile.Read(node.Path("/none"))).Problem.Id);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_use_is_refused_as_ssh_refuses_it(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var node = NodeTree.Empty();
        var path = Private(node.Write("/pass", "sesame\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        var problem = Assert.Throws<PkiProblemException>(() => PassphraseFile.Read(path)).Problem;
        Assert.Equal((PkiProblemId.LoosePassphraseFile, path), (problem.Id, problem.Path));
        Assert.Contains("chmod 600", problem.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secure_string_is_copied_and_wiped()
    {
        using var secure = new SecureString();
        foreach (var c in "sesame")
            secure.AppendChar(c);
        var passphrase = KeyPassphrase.From(secure);
        Assert.Equal("sesame", passphrase.Characters.ToString());
        passphrase.Dispose();
        Assert.Equal("\0\0\0\0\0\0", passphrase.Characters.ToString());
    }

    [Fact]
    public void Whoever_is_asked_is_asked_once_and_only_for_an_encrypted_key()
    {
        var asked = 0;
        using var passphrase = KeyPassphrase.Asking(() =>
        {
            asked++;
            return new KeyPassphrase(EncryptedFixtures.Right);
        });
        PkiFileParser.Parse(EncryptedFixtures.Bytes("plain.key"), default, passphrase);
        Assert.Equal(0, asked);
        foreach (var name in (string[])["dek-aes-256-cbc.key", "pbes2-aes-256.key"])
            Assert.NotNull(PkiFileParser.Parse(EncryptedFixtures.Bytes(name), default, passphrase).Keys[0].PublicKeyInfo);
        Assert.Equal(1, asked);
        using var silent = KeyPassphrase.Asking(() => null);
        Assert.Null(PkiFileParser.Parse(EncryptedFixtures.Bytes("pbes2-aes-256.key"), default, silent).Keys[0].PublicKeyInfo);
    }

    private static string Private(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
