using System.Security.Cryptography;
using System.Text;

namespace KubePki.Ciphers.Tests;

/// <summary>The ciphers of <c>DEK-Info</c> headers. That OpenSSL writes such keys is tested with its files, in the core's tests.</summary>
public sealed class LegacyPemCipherTests
{
    // openssl ec -aes-256-cbc -passout "pass:correct horse".
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "../../../../Fixtures/encrypted/dek-aes-256-cbc.key");

    [Theory]
    [InlineData("AES-256-CBC", 16)]
    [InlineData("aes-128-cbc", 16)]
    [InlineData("DES-EDE3-CBC", 8)]
    [InlineData("AES-256-GCM", 0)]
    [InlineData("", 0)]
    public void A_cipher_is_known_by_its_name(string name, int length) => Assert.Equal(length, LegacyPemCipher.VectorLength(name));

    [Fact]
    public void What_openssl_wrote_is_opened_and_by_its_passphrase_alone()
    {
        var (vector, data) = Read();
        var plain = LegacyPemCipher.Decrypt("AES-256-CBC", vector, Encoding.UTF8.GetBytes("correct horse"), data);
        using var key = ECDsa.Create();
        key.ImportECPrivateKey(plain, out var read);
        Assert.Equal(plain!.Length, read);
        var wrong = LegacyPemCipher.Decrypt("AES-256-CBC", vector, Encoding.UTF8.GetBytes("correct horse "), data);
        Assert.True(wrong is null || wrong[0] != 0x30);
    }

    [Fact]
    public void Data_that_no_cipher_can_have_made_is_nothing()
    {
        var (vector, data) = Read();
        var passphrase = Encoding.UTF8.GetBytes("correct horse");
        Assert.Null(LegacyPemCipher.Decrypt("AES-256-CBC", vector, passphrase, []));
        Assert.Null(LegacyPemCipher.Decrypt("AES-256-CBC", vector, passphrase, data.AsSpan(1)));
        Assert.Null(LegacyPemCipher.Decrypt("AES-256-CBC", vector.AsSpan(8), passphrase, data));
    }

    private static (byte[] Vector, byte[] Data) Read()
    {
        var lines = File.ReadAllLines(Fixture);
        var header = lines.Single(line => line.StartsWith("DEK-Info: AES-256-CBC,", StringComparison.Ordinal));
        return (Convert.FromHexString(header.Split(',')[1]),
            Convert.FromBase64String(string.Concat(lines.SkipWhile(line => line.Length > 0).Where(line => !line.StartsWith('-')))));
    }
}
