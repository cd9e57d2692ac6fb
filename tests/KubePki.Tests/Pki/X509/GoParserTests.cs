using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Pki.X509;

public sealed class GoParserTests
{
    private const string NoCertificate = "data does not contain any valid RSA or ECDSA certificates";

    public static TheoryData<string, string> Sets() => new()
    {
        { "kubernetes", "1.19" }, { "kubernetes", "1.24" }, { "kubernetes", "1.26" },
        { "limbo", "1.19" }, { "limbo", "1.24" }, { "limbo", "1.26" },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void What_go_refuses_is_refused_in_the_same_words(string set, string go)
    {
        var version = new GoVersion(int.Parse(go[2..], System.Globalization.CultureInfo.InvariantCulture));
        var differences = new List<string>();
        foreach (var (id, leaf, verdict) in GoVerdicts.Read(set, go))
        {
            var expected = verdict.GetProperty("parse").GetString();
            var actual = ParseCertsPem(leaf, version);
            if (actual != expected)
                differences.Add($"{id}: Go says '{expected}', we say '{actual}'");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // client-go's ParseCertsPEM over our scanner and parser.
    private static string ParseCertsPem(byte[] file, GoVersion go)
    {
        var scanner = new PemScanner(file);
        var any = false;
        while (scanner.TryNext(out var block))
        {
            if (block.Error is not null || block.HiddenFromGo is not null || block.Label != "CERTIFICATE" || block.HasHeaders)
                continue;
            var parsed = CertificateParser.Parse(block.Data, go);
            if (parsed.GoError is not null)
                return parsed.GoError;
            any = true;
        }
        return any ? "ok" : NoCertificate;
    }
}
