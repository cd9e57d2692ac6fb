using KubePki.Node.Files;

namespace KubePki.Tests.Changes.Transactions;

/// <summary>The process is dead: nothing that comes after it is done.</summary>
internal sealed class KilledException : Exception;

/// <summary>The real disk, but for what a test does to the n-th operation. Nothing waits for the platter.</summary>
internal sealed class TestDisk : IDisk
{
    private readonly IDisk _disk = Disk.OfThisMachine;
    private bool _isDead;

    /// <summary>How many operations there were.</summary>
    public int Count { get; private set; }

    /// <summary>The operation that fails, counted from 1; 0 for none.</summary>
    public int FailAt { get; init; }

    /// <summary>What it fails with.</summary>
    public int Error { get; init; } = DiskException.InputOutput;

    /// <summary>Whether it fails although it was done.</summary>
    public bool FailsAfterwards { get; init; }

    /// <summary>Whether all that writes fails from then on.</summary>
    public bool FailsOn { get; init; }

    /// <summary>The operation before which the process is killed, counted from 1 and without reading; 0 for none.</summary>
    public int KillAt { get; init; }

    /// <summary>How many operations changed something.</summary>
    public int Changes { get; private set; }

    /// <summary>Is told each operation that changes something, before it is done.</summary>
    public Action<string, string>? Watch { get; set; }

    /// <summary>Is called before each operation, reading or not.</summary>
    public Action? Before { get; set; }

    /// <summary>Kills the process where it is.</summary>
    public void Kill()
    {
        _isDead = true;
        throw new KilledException();
    }

    public DirectoryHandle OpenTop(string path) => Read("open", path, () => _disk.OpenTop(path));

    public DirectoryHandle Open(DirectoryHandle above, string below) => Read("open", above.PathOf(below), () => _disk.Open(above, below));

    public DiskEntry Look(DirectoryHandle directory, string name) =>
        Read("look", directory.PathOf(name), () => _disk.Look(directory, name));

    public byte[] Read(DirectoryHandle directory, string name, int limit, long size = -1) =>
        Read("read", directory.PathOf(name), () => _disk.Read(directory, name, limit, size));

    public IReadOnlyList<DiskName> List(DirectoryHandle directory) => Read("list", directory.Path, () => _disk.List(directory));

    public IDiskFile Create(DirectoryHandle directory, string name, int mode)
    {
        IDiskFile? file = null;
        var path = directory.PathOf(name);
        Change("create", path, () => file = _disk.Create(directory, name, mode), () => file?.Dispose());
        return new TestFile(this, file!, path);
    }

    public void Rename(DirectoryHandle directory, string from, string to) =>
        Change("rename", $"{directory.PathOf(from)}\n{directory.PathOf(to)}", () => _disk.Rename(directory, from, to));

    public void Remove(DirectoryHandle directory, string name) =>
        Change("remove", directory.PathOf(name), () => _disk.Remove(directory, name));

    public void Link(DirectoryHandle directory, string name, string target) =>
        Change("link", directory.PathOf(name), () => _disk.Link(directory, name, target));

    public void MakeDirectory(DirectoryHandle directory, string name, int mode) =>
        Change("mkdir", directory.PathOf(name), () => _disk.MakeDirectory(directory, name, mode));

    public void RemoveDirectory(DirectoryHandle directory, string name) =>
        Change("rmdir", directory.PathOf(name), () => _disk.RemoveDirectory(directory, name));

    public void SetMode(DirectoryHandle directory, string name, int mode) =>
        Change("chmod", directory.PathOf(name), () => _disk.SetMode(directory, name, mode));

    public void SetOwner(DirectoryHandle directory, string name, uint userId, uint groupId) =>
        Change("chown", directory.PathOf(name), () => _disk.SetOwner(directory, name, userId, groupId));

    public void SetModified(DirectoryHandle directory, string name, long nanoseconds) =>
        Change("utimens", directory.PathOf(name), () => _disk.SetModified(directory, name, nanoseconds));

    public void Sync(DirectoryHandle directory, string name) =>
        Change("sync", directory.PathOf(name), () => Assert.NotEqual(EntryKind.Absent, _disk.Look(directory, name).Kind));

    public IDisposable? Lock(DirectoryHandle directory, string name)
    {
        IDisposable? held = null;
        Change("lock", directory.PathOf(name), () => held = _disk.Lock(directory, name), () => held?.Dispose());
        return held;
    }

    private T Read<T>(string operation, string path, Func<T> action)
    {
        if (_isDead)
            throw new KilledException();
        Before?.Invoke();
        if (++Count == FailAt)
            throw Failure(operation, path);
        return action();
    }

    private void Change(string operation, string path, Action action, Action? undone = null, Action? torn = null)
    {
        Changes++;
        if (_isDead || Changes == KillAt)
        {
            if (!_isDead)
                torn?.Invoke();
            _isDead = true;
            throw new KilledException();
        }
        Before?.Invoke();
        Watch?.Invoke(operation, path);
        var fails = ++Count == FailAt || (FailsOn && FailAt > 0 && Count > FailAt);
        if (fails && !FailsAfterwards)
        {
            torn?.Invoke();
            throw Failure(operation, path);
        }
        action();
        if (!fails)
            return;
        undone?.Invoke();
        throw Failure(operation, path);
    }

    private DiskException Failure(string operation, string path) => new(operation, path.Split('\n')[^1], Error, "as the test wants it");

    private sealed class TestFile(TestDisk disk, IDiskFile file, string path) : IDiskFile
    {
        public DiskEntry Look() => disk.Read("look", path, file.Look);

        public void SetOwner(uint userId, uint groupId) => disk.Change("chown", path, () => file.SetOwner(userId, groupId));

        public void SetMode(int mode) => disk.Change("chmod", path, () => file.SetMode(mode));

        public void Write(ReadOnlySpan<byte> content)
        {
            var octets = content.ToArray();
            disk.Change("write", path, () => file.Write(octets), torn: () => file.Write(octets.AsSpan(0, octets.Length / 2)));
        }

        public void SetModified(long nanoseconds) => disk.Change("utimens", path, () => file.SetModified(nanoseconds));

        public void Sync() => disk.Change("sync", path, () => { });

        public void Dispose() => file.Dispose();
    }
}
