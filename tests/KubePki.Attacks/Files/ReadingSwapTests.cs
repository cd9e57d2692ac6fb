using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Tests;

namespace KubePki.Attacks.Files;

/// <summary>With a root nothing outside of it is ever read, whatever becomes of directories and files meanwhile.</summary>
[Collection(nameof(Opening))]
public sealed class ReadingSwapTests
{
    private const string Pki = "/etc/kubernetes/pki";

    [LinuxTheory]
    [InlineData("/etc", true, false)]
    [InlineData("/etc/kubernetes", true, true)]
    [InlineData(Pki, true, false)]
    [InlineData(Pki, true, true)]
    [InlineData(Pki, false, false)]
    [InlineData(Pki + "/apiserver.crt", true, false)]
    [InlineData(Pki + "/apiserver.crt", false, true)]
    public void Five_hundred_readings_against_one_who_flips_stay_inside(string flipped, bool isAbsolute, bool nameByName)
    {
        using var opening = Opening.NameByName(nameByName);
        using var inside = Tree("inside");
        using var outside = Tree("outside");
        var target = outside.Path(flipped);
        inside.Link("/link", isAbsolute ? target : string.Concat(Enumerable.Repeat("../", 12)) + target.TrimStart('/'));
        var seen = 0;
        using var flip = new Flip(inside.Path(flipped), inside.Path("/link"));
        for (var i = 0; i < 500; i++)
        {
            var pki = new NodeReader(new ReadOptions { Root = inside.Root, AsOf = TestPki.AsOf }).ReadNode();
            Assert.DoesNotContain(pki.Certificates, certificate => certificate.Subject.Contains("outside", StringComparison.Ordinal));
            Assert.DoesNotContain(pki.Keys, key => key.Path.Contains("outside", StringComparison.Ordinal));
            seen += pki.Certificates.Any(certificate => certificate.Subject.Contains("inside", StringComparison.Ordinal)) ? 1 : 0;
        }
        Assert.True(flip.Count > 500, $"{flip.Count} flips");
        Assert.InRange(seen, 1, 500);
    }

    private static NodeTree Tree(string name)
    {
        var tree = NodeTree.Empty();
        using var authority = TestPki.Authority($"authority-{name}");
        using var leaf = TestPki.Leaf(authority, $"CN={name}");
        TestPki.Put(tree, $"{Pki}/ca", authority);
        TestPki.Put(tree, $"{Pki}/apiserver", leaf);
        return tree;
    }
}
