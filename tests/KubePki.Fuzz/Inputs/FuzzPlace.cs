using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePki.Fuzz.Inputs;

/// <summary>
/// A small control plane in a directory of its own, in memory where the machine has such a file system. Inputs are put in as files of it.
/// </summary>
internal sealed class FuzzPlace : IDisposable
{
    /// <summary>The moment of all questions: eleven months after the certificates were made, so that they expire soon.</summary>
    public static DateTimeOffset AsOf { get; } = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private const string Memory = "/dev/shm";
    private readonly Dictionary<string, byte[]?> _replaced = new(StringComparer.Ordinal);

    public FuzzPlace()
    {
        Root = Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"kubepki-fuzz-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        var made = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new ReadOptions { Root = Root, AsOf = made };
        var settings = new ClusterSettings
        {
            NodeName = new SpecValue("cp-1", "seed"),
            AdvertiseAddress = new SpecValue("10.0.0.11", "seed"),
            KubernetesVersion = new SpecValue("v1.31.0", "seed"),
        };
        string[] roles = ["ca", "sa", "apiserver", "admin.conf", "kubelet.conf"];
        RepairRun.Apply(PkiInit.Plan(options, settings, new InitOptions { Roles = roles, KeyKind = KeyKind.Find("P256") }), options);
    }

    public string Root { get; }

    /// <summary>Puts a file in; what was there comes back with <see cref="Reset"/>.</summary>
    public string Put(string nodePath, byte[] content)
    {
        var path = Root + nodePath;
        if (!_replaced.ContainsKey(path))
        {
            _replaced[path] = File.Exists(path) ? File.ReadAllBytes(path) : null;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Takes back what was put in.</summary>
    public void Reset()
    {
        foreach (var (path, content) in _replaced)
        {
            if (content is null)
                File.Delete(path);
            else
                File.WriteAllBytes(path, content);
        }
        _replaced.Clear();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
