using System.Formats.Tar;
using System.IO.Compression;
using KubePki.Attacks.Trust;
using KubePki.Node.Reading;
using KubePki.Tests;

namespace KubePki.Attacks.Files;

/// <summary>
/// An archive that becomes a pipe or another archive between a look and the opening neither makes us wait nor is mixed up.
/// </summary>
public sealed class ArchiveSwapTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kubepki-").FullName;

    [LinuxTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pipe_in_its_place_makes_nobody_wait(bool isCompressed)
    {
        var archive = Archive("inside", isCompressed);
        var pipe = Path.Combine(_directory, "pipe");
        Shell.Do($"mkfifo '{pipe}'");
        var seen = 0;
        var reading = Task.Run(() =>
        {
            using var flip = new Flip(archive, pipe);
            for (var i = 0; i < 500; i++)
                seen += Subjects(archive).Contains("CN=inside") ? 1 : 0;
            return flip.Count;
        });
        Assert.True(reading.Wait(TimeSpan.FromSeconds(120)), "somebody waits for the pipe");
        Assert.True(reading.Result > 100, $"{reading.Result} flips");
        Assert.InRange(seen, 1, 500);
    }

    [LinuxFact]
    public void What_is_read_is_of_one_archive()
    {
        var archive = Archive("inside", isCompressed: false);
        var other = Archive("outside", isCompressed: true);
        using var flip = new Flip(archive, other);
        for (var i = 0; i < 300; i++)
            Assert.NotEqual(2, Subjects(archive).Count(subject => subject is "CN=inside" or "CN=outside"));
        Assert.True(flip.Count > 100, $"{flip.Count} flips");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IEnumerable<string> Subjects(string root) =>
        new NodeReader(new ReadOptions { Root = root, AsOf = TestPki.AsOf }).ReadNode().Certificates
            .Select(certificate => certificate.Subject);

    private string Archive(string name, bool isCompressed)
    {
        using var tree = NodeTree.Empty();
        using var authority = TestPki.Authority($"authority-{name}");
        using var leaf = TestPki.Leaf(authority, $"CN={name}");
        TestPki.Put(tree, "/etc/kubernetes/pki/ca", authority);
        TestPki.Put(tree, "/etc/kubernetes/pki/apiserver", leaf);
        var path = Path.Combine(_directory, $"{name}.tar");
        using var file = File.Create(path);
        using var stream = isCompressed ? (Stream)new GZipStream(file, CompressionLevel.Fastest) : file;
        TarFile.CreateFromDirectory(tree.Root, stream, includeBaseDirectory: false);
        return path;
    }
}
