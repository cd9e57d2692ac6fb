using System.Diagnostics;
using System.Reflection;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Tests.Hostile;

/// <summary>
/// Reads what may be hostile, and holds it to what is promised of any input: no exception, an end, problems that can be found, little
/// memory.
/// </summary>
internal static class Judge
{
    private const int KiB = 1024;

    // Enough for what is slow in good company; a hang is longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly HashSet<string> Ids =
        [.. typeof(PkiProblemId).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)];

    static Judge()
    {
        // What is loaded and compiled once is nobody's allocation.
        using var tree = NodeTree.Empty();
        tree.Write("/etc/kubernetes/pki/ca.crt", FixedKeys.Pem("CERTIFICATE", FixedKeys.Authority.Encode()) + FixedKeys.RsaKeyPem);
        tree.Write("/etc/kubernetes/admin.conf", "clusters: []\nusers: [{name: a, user: {token: b}}]\n");
        tree.Write("/etc/kubernetes/scheduler.conf", "clusters: [\n");
        tree.Write("/etc/kubernetes/manifests/a.yaml", "kind: Pod\n");
        new NodeReader(Options(tree.Root)).ReadNode();
        _ = new NodeReader(Options("/")).ReadPath(tree.Path("/etc/kubernetes/pki")).ToList();
    }

    /// <summary>How every reading starts.</summary>
    public static ReadOptions Options(string root) => new() { Root = root, AsOf = FixedKeys.AsOf, Threads = 1 };

    /// <summary>Reads one file, which may take 256 KiB and so many bytes for each of its own.</summary>
    public static Judged File(string path, int bytesPerByte = 40)
    {
        var judged = Path(path);
        var size = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        var limit = (256 * KiB) + (bytesPerByte * Math.Min(size, FileBytes.Limit));
        Assert.True(judged.Allocated <= limit, $"{judged.Allocated} bytes were allocated for {size}");
        return judged;
    }

    /// <summary>Reads a path of this machine.</summary>
    public static Judged Path(string path, string root = "/") => Run(() => new NodeReader(Options(root)).ReadPath(path).ToList());

    /// <summary>Reads a whole node.</summary>
    public static Judged Node(NodeTree tree) => Run(() => [new NodeReader(Options(tree.Root)).ReadNode()]);

    /// <summary>Runs a reading on a thread of its own, so that one that never ends fails a test and not all of them.</summary>
    public static Judged Run(Func<List<NodePki>> read)
    {
        Judged? judged = null;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                judged = Measure(read);
            }
            catch (Exception e)
            {
                thrown = e;
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Patience), "reading does not end");
        Assert.True(thrown is null, $"reading threw {thrown}");
        foreach (var problem in judged!.Problems)
            Check(problem);
        foreach (var file in judged.Problems.GroupBy(problem => problem.Path))
            CheckLines(file.Key, file.Max(problem => problem.Line));
        foreach (var certificate in judged.Certificates)
            Check(certificate);
        return judged;
    }

    private static Judged Measure(Func<List<NodePki>> read)
    {
        var time = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var snapshots = read();
        return new Judged(snapshots, GC.GetAllocatedBytesForCurrentThread() - before, time.Elapsed);
    }

    private static void Check(PkiProblem problem)
    {
        Assert.Contains(problem.Id, Ids);
        Assert.NotEqual("", problem.Reason);
        Assert.True(problem.Line >= 0 && problem.Offset >= -1, problem.ToString());
        Assert.False(problem.ToString().Any(char.IsControl), "a problem moves the cursor");
    }

    // What goes to a screen as it is has no control characters, however the certificate is made.
    private static void Check(KubeCertificate certificate)
    {
        var shown = certificate.Subject + certificate.Issuer + certificate.GoError
            + certificate.SignatureAlgorithm + certificate.KeyAlgorithm;
        Assert.False(shown.Any(char.IsControl), "a certificate moves the cursor");
        Assert.True(certificate.DaysRemaining == (int)Math.Floor((certificate.NotAfter - FixedKeys.AsOf).TotalDays));
        Assert.NotEqual("", certificate.ResidualTime + certificate);
    }

    private static void CheckLines(string path, int last)
    {
        if (last < 2)
            return;
        using var reader = new StreamReader(path, System.Text.Encoding.Latin1);
        var lines = 1;
        for (int c; lines < last && (c = reader.Read()) >= 0;)
            lines += c == '\n' || (c == '\r' && reader.Peek() != '\n') ? 1 : 0;
        Assert.True(lines >= last, $"{path} has no line {last}");
    }
}
