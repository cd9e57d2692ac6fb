using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Reading;

namespace KubePki.Tests.Node.Archives;

/// <summary>An archive is taken wherever a directory is, and nothing that it holds leads out of it or wears the reader out.</summary>
public sealed class ArchiveRootTests : IDisposable
{
    private static readonly DateTimeOffset Night = new(2020, 7, 28, 0, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("kubepki-").FullName;

    public static TheoryData<string, string> Trees()
    {
        var data = new TheoryData<string, string>();
        foreach (var tree in new[] { "expired-2020", "outage-2019", "healthy", "cni-leftover", "power-loss" })
        {
            // The times of files in a zip are local, and in pairs of seconds: what is told of them differs.
            foreach (var form in ArchiveTrees.Forms.Where(form => tree != "power-loss" || form != "zip"))
                data.Add(tree, form);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void An_archive_is_the_tree(string name, string form)
    {
        using var tree = NodeTree.Unpack(name);
        var archive = ArchiveTrees.Write(tree, form, _directory);
        Assert.Equal(Said(tree.Root), Said(archive));
    }

    [Fact]
    public void It_is_found_one_level_further_down()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        using var above = NodeTree.Empty();
        Directory.Move(tree.Root, above.Path("/cp1"));
        Directory.CreateDirectory(tree.Root);
        Assert.Equal(Said(above.Path("/cp1")), Said(ArchiveTrees.Write(above, "tar.gz", _directory)));
    }

    [Fact]
    public void It_is_read_and_not_changed()
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var archive = ArchiveTrees.Write(tree, "tar", _directory);
        var before = File.ReadAllBytes(archive);
        var node = Read(archive);
        var repair = RepairPlanner.Plan(node, Diagnosis.Run(node), new RepairOptions());
        Assert.NotEmpty(repair.Plan.Steps);
        var receipts = RepairRun.Apply(repair, new ReadOptions { Root = archive, AsOf = Night });
        Assert.All(receipts, receipt => Assert.Contains("this is an archive", receipt.Message, StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(archive));
    }

    [Fact]
    public void A_file_that_is_none_says_so()
    {
        var path = Path.Combine(_directory, "notes.txt");
        File.WriteAllText(path, "no archive");
        var problem = Assert.Single(Read(path).Problems);
        Assert.Equal((PkiProblemId.PathNotFound, "it is neither a directory nor a tar, tar.gz or zip archive"),
            (problem.Id, problem.Reason));
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public void What_was_cut_off_is_told_and_the_rest_is_read(string form)
    {
        using var tree = NodeTree.Unpack("expired-2020");
        var archive = ArchiveTrees.Write(tree, form, _directory);
        var octets = File.ReadAllBytes(archive);
        for (var part = 1; part < 20; part++)
        {
            File.WriteAllBytes(archive, octets[..(octets.Length * part / 20)]);
            var node = Read(archive);
            Assert.NotEmpty(node.Problems);
        }
        if (form != "zip")
            Assert.Contains(Read(archive).Certificates, certificate => certificate.Role == "ca");
    }

    [Fact]
    public void Each_byte_that_is_changed_leaves_a_snapshot_or_a_problem()
    {
        var archive = Path.Combine(_directory, "small.tar");
        using (var writer = new TarWriter(File.Create(archive)))
        {
            writer.WriteEntry(Entry("etc/kubernetes/pki/ca.crt", "no certificate"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/kubernetes/pki/ca.key") { LinkName = "ca.crt" });
        }
        var octets = File.ReadAllBytes(archive);
        for (var i = 0; i < octets.Length; i += 7)
        {
            var changed = octets.ToArray();
            changed[i] ^= 0x55;
            File.WriteAllBytes(archive, changed);
            Read(archive);
        }
    }

    [Fact]
    public void No_name_leads_out()
    {
        var outside = Path.Combine(_directory, "outside");
        File.WriteAllText(outside, "outside");
        var archive = Path.Combine(_directory, "slip.tar");
        using (var writer = new TarWriter(File.Create(archive)))
        {
            writer.WriteEntry(Entry("etc/kubernetes/pki/ca.crt", "x"));
            writer.WriteEntry(Entry("../../etc/kubernetes/pki/sa.pub", "x"));
            writer.WriteEntry(Entry("etc/kubernetes/pki/ca.crt/below", "x"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/kubernetes/pki/apiserver.crt") { LinkName = outside });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/kubernetes/pki/etcd") { LinkName = "../../../../.." });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/loop") { LinkName = "loop" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "etc/kubernetes/pki/x.crt") { LinkName = "nothing" });
        }
        var node = Read(archive);
        Assert.Contains(node.Problems, problem => problem.Id == PkiProblemId.DamagedArchive
            && problem.Reason.StartsWith("3 entries have names or targets", StringComparison.Ordinal));
        Assert.Contains(node.Problems, problem => problem.Id == PkiProblemId.DanglingLink);
        Assert.DoesNotContain(node.Problems, problem => problem.Reason.Contains("outside", StringComparison.Ordinal)
            && problem.Id == PkiProblemId.NoPkiData);
    }

    [Fact]
    public void A_hundred_thousand_entries_are_read_and_a_bomb_goes_off_in_vain()
    {
        var archive = Path.Combine(_directory, "many.tar.gz");
        using (var writer = new TarWriter(new GZipStream(File.Create(archive), CompressionLevel.Fastest)))
        {
            writer.WriteEntry(Entry("etc/kubernetes/pki/ca.crt", "x"));
            for (var i = 0; i < 100_000; i++)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"var/lib/x/{i}"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/kubernetes/pki/apiserver.crt")
            {
                DataStream = new Zeros(256L * 1024 * 1024),
            });
        }
        Assert.True(new FileInfo(archive).Length < 8 * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var node = Read(archive);
        Assert.Contains(node.Problems, problem => problem.Id == PkiProblemId.FileTooLarge);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 300L * 1024 * 1024);
    }

    [Fact]
    public void A_header_that_asks_for_a_gigabyte_gets_nothing()
    {
        var archive = Path.Combine(_directory, "header.tar");
        using (var writer = new TarWriter(File.Create(archive)))
            writer.WriteEntry(Entry("etc/kubernetes/pki/ca.crt", "x"));
        var octets = File.ReadAllBytes(archive);
        // The first header is that of the extended attributes: 1 GiB of them.
        Encoding.ASCII.GetBytes("10000000000\0").CopyTo(octets, 124);
        Encoding.ASCII.GetBytes("        ").CopyTo(octets, 148);
        Encoding.ASCII.GetBytes(Convert.ToString(octets.Take(512).Sum(octet => octet), 8).PadLeft(6, '0') + "\0 ").CopyTo(octets, 148);
        File.WriteAllBytes(archive, octets);
        Assert.Contains(Read(archive).Problems, problem => problem.Id is PkiProblemId.DamagedArchive or PkiProblemId.NodeNotFound);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static PaxTarEntry Entry(string name, string text) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    private static NodePki Read(string root) => new NodeReader(new ReadOptions { Root = root, AsOf = Night }).ReadNode();

    internal static string[] Said(string root)
    {
        var node = Read(root);
        return [.. Diagnosis.Run(node).Select(finding => $"{finding} {string.Join('|', finding.Proof)} {finding.Remedy}")
            .Concat(node.Certificates.Select(certificate => $"{certificate.NodePath} {certificate.Status} {certificate.KeyMatches}"))
            .Concat(node.Problems.Select(problem => $"{problem.NodePath} {problem.Line} {problem.Reason}"))
            .Select(line => line.Replace(root, "ROOT", StringComparison.Ordinal))];
    }

    private sealed class Zeros(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - Position);
            Array.Clear(buffer, offset, read);
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
