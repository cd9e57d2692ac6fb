using KubePki.Writing;

namespace KubePki.Tests.Writing;

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

    /// <summary>Kills the process where it is.</summary>
    public void Kill()
    {
        _isDead = true;
        throw new KilledException();
    }

    public DiskEntry Look(string path) => Read("look", path, () => _disk.Look(path));

    public byte[] Read(string path, int limit) => Read("read", path, () => _disk.Read(path, limit));

    public IReadOnlyList<string> List(string directory) => Read("list", directory, () => _disk.List(directory));

    public IDiskFile Create(string path, int mode)
    {
        IDiskFile? file = null;
        Change("create", path, () => file = _disk.Create(path, mode), () => file?.Dispose());
        return new TestFile(this, file!, path);
    }

    public void Rename(string from, string to) => Change("rename", $"{from}\n{to}", () => _disk.Rename(from, to));

    public void Remove(string path) => Change("remove", path, () => _disk.Remove(path));

    public void Link(string path, string target) => Change("link", path, () => _disk.Link(path, target));

    public void MakeDirectory(string path, int mode) => Change("mkdir", path, () => _disk.MakeDirectory(path, mode));

    public void RemoveDirectory(string path) => Change("rmdir", path, () => _disk.RemoveDirectory(path));

    public void SetMode(string path, int mode) => Change("chmod", path, () => _disk.SetMode(path, mode));

    public void SetOwner(string path, uint userId, uint groupId) => Change("chown", path, () => _disk.SetOwner(path, userId, groupId));

    public void SetModified(string path, long nanoseconds) => Change("utimens", path, () => _disk.SetModified(path, nanoseconds));

    public void Sync(string path) => Change("sync", path, () => Assert.NotEqual(EntryKind.Absent, _disk.Look(path).Kind));

    public IDisposable? Lock(string path)
    {
        IDisposable? held = null;
        Change("lock", path, () => held = _disk.Lock(path), () => held?.Dispose());
        return held;
    }

    private T Read<T>(string operation, string path, Func<T> action)
    {
        if (_isDead)
            throw new KilledException();
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
