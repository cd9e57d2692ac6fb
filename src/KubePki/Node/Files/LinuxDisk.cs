using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>The file system of Linux, by its own calls.</summary>
internal sealed class LinuxDisk : IDisk
{
    private const int MaxLink = 4096;
    private const int GroupWrites = 0x10;
    private static readonly UTF8Encoding Strict = new(false, true);

    public DirectoryHandle OpenTop(string path) => new(path, LinuxOpening.Top(path));

    public DirectoryHandle Open(DirectoryHandle above, string below) => TryOpen(above, below, out var reason) ?? throw reason!;

    public DirectoryHandle? TryOpen(DirectoryHandle above, string below, out DiskException? reason)
    {
        var handle = LinuxOpening.Below(above, below, out var error);
        reason = handle is null ? Failure("open", above.PathOf(below), error) : null;
        return handle is null ? null : new DirectoryHandle(above.PathOf(below), handle);
    }

    public DiskEntry Look(DirectoryHandle directory, string name)
    {
        var flags = LinuxCalls.NotFollowed | (name.Length == 0 ? LinuxCalls.TheDirectoryItself : 0);
        if (LinuxCalls.Look(directory.Descriptor!, name, flags, LinuxCalls.BasicStats, out var stat) != 0)
        {
            return Marshal.GetLastPInvokeError() is DiskException.NoEntry or DiskException.NotADirectory
                ? new DiskEntry(EntryKind.Absent) : throw Failure("read", directory.PathOf(name));
        }
        var entry = stat.ToEntry();
        // Of a list that lets anybody write the group's bits tell; of any other nothing is asked.
        if (entry.Kind is EntryKind.Directory or EntryKind.File && (entry.Mode & GroupWrites) != 0)
            entry = entry with { HasAccessList = LinuxCalls.HasAccessList(directory.Descriptor!, name) };
        return entry.Kind != EntryKind.Link ? entry
            : entry with { LinkTarget = TargetOf(directory, name), IsKernels = LinuxCalls.IsOfProcesses(directory.Descriptor!) };
    }

    public byte[] Read(DirectoryHandle directory, string name, int limit, long size = -1)
    {
        // A pipe in the file's place must not make us wait, nor a terminal become ours.
        using var handle = Open("read", directory, name, LinuxCalls.NonBlocking | LinuxCalls.NoTerminal);
        return LinuxFile.ReadAll(handle, directory.PathOf(name), limit, size);
    }

    public IReadOnlyList<DiskName> List(DirectoryHandle directory)
    {
        using var handle = Open("list", directory, ".", LinuxCalls.OnlyDirectory);
        var names = LinuxNames.Read(handle, directory.Path);
        for (var i = 0; i < names.Count; i++)
        {
            // Some file systems keep the kinds to themselves.
            if (names[i].Kind == EntryKind.Absent)
                names[i] = names[i] with { Kind = Look(directory, names[i].Name).Kind };
        }
        names.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return names;
    }

    public IDiskFile Create(DirectoryHandle directory, string name, int mode)
    {
        var path = directory.PathOf(name);
        var handle = Open("create", directory, name, LinuxCalls.WriteOnly | LinuxCalls.MayCreate | LinuxCalls.MustCreate, mode);
        SetModeOrClose(handle, mode, path);
        return new LinuxFile(handle, path);
    }

    public void Rename(DirectoryHandle directory, string from, string to) =>
        Check(LinuxCalls.Rename(directory.Descriptor!, from, directory.Descriptor!, to), "replace", directory.PathOf(to));

    public void Remove(DirectoryHandle directory, string name) =>
        Check(LinuxCalls.Remove(directory.Descriptor!, name, 0), "remove", directory.PathOf(name));

    public void Link(DirectoryHandle directory, string name, string target) =>
        Check(LinuxCalls.MakeLink(target, directory.Descriptor!, name), "create", directory.PathOf(name));

    public void MakeDirectory(DirectoryHandle directory, string name, int mode)
    {
        Check(LinuxCalls.MakeDirectory(directory.Descriptor!, name, (uint)mode), "create", directory.PathOf(name));
        // The process may mask so much that even its owner cannot open the directory.
        if (Look(directory, name).Mode == mode)
            return;
        if (LinuxCalls.SetMode(directory.Descriptor!, name, (uint)mode, LinuxCalls.NotFollowed) != 0)
            SetMode(directory, name, mode);
    }

    public void RemoveDirectory(DirectoryHandle directory, string name) =>
        Check(LinuxCalls.Remove(directory.Descriptor!, name, LinuxCalls.RemovesDirectory), "remove", directory.PathOf(name));

    public void SetMode(DirectoryHandle directory, string name, int mode)
    {
        const string Operation = "change the mode of";
        using var handle = OpenToChange(Operation, directory, name);
        Check(LinuxCalls.SetMode(handle, (uint)mode), Operation, directory.PathOf(name));
    }

    public void SetOwner(DirectoryHandle directory, string name, uint userId, uint groupId)
    {
        const string Operation = "change the owner of";
        if (Look(directory, name).Kind == EntryKind.Link)
        {
            Check(LinuxCalls.SetOwner(directory.Descriptor!, name, userId, groupId, LinuxCalls.NotFollowed), Operation,
                directory.PathOf(name));
            return;
        }
        using var handle = OpenToChange(Operation, directory, name);
        Check(LinuxCalls.SetOwner(handle, userId, groupId), Operation, directory.PathOf(name));
    }

    public void SetModified(DirectoryHandle directory, string name, long nanoseconds) =>
        Check(LinuxCalls.SetModified(directory.Descriptor!, name, nanoseconds), "set the time of", directory.PathOf(name));

    public void Sync(DirectoryHandle directory, string name)
    {
        using var handle = Open("flush", directory, name.Length == 0 ? "." : name, LinuxCalls.NonBlocking | LinuxCalls.NoTerminal);
        LinuxFile.Sync(handle, directory.PathOf(name));
    }

    public IDisposable? Lock(DirectoryHandle directory, string name)
    {
        const int OwnerOnly = 0x180;
        var path = directory.PathOf(name);
        var handle = Open("lock", directory, name, LinuxCalls.ReadWrite | LinuxCalls.MayCreate | LinuxCalls.NonBlocking, OwnerOnly);
        SetModeOrClose(handle, OwnerOnly, path);
        while (LinuxCalls.Lock(handle, LinuxCalls.LockOrFail) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LinuxCalls.Interrupted)
                continue;
            handle.Dispose();
            return error == LinuxCalls.WouldBlock ? null : throw Failure("lock", path, error);
        }
        return new LinuxLock(handle);
    }

    public static DiskException Failure(string operation, string path) => Failure(operation, path, Marshal.GetLastPInvokeError());

    public static DiskException Failure(string operation, string path, int error) =>
        new(operation, path, error, error == DiskException.LinkMet ? "the path is a link or contains one"
            : Marshal.GetPInvokeErrorMessage(error));

    public static void Check(int result, string operation, string path)
    {
        if (result != 0)
            throw Failure(operation, path);
    }

    private static void SetModeOrClose(SafeFileHandle handle, int mode, string path)
    {
        if (LinuxCalls.SetMode(handle, (uint)mode) == 0)
            return;
        var failure = Failure("change the mode of", path);
        handle.Dispose();
        throw failure;
    }

    // What a mode or an owner is given to is held open, so that it is what was looked at. A device is not even opened.
    private SafeFileHandle OpenToChange(string operation, DirectoryHandle directory, string name)
    {
        var path = directory.PathOf(name);
        var entry = Look(directory, name);
        if (entry.Kind == EntryKind.Link)
            throw Failure(operation, path, DiskException.LinkMet);
        if (entry.Kind == EntryKind.Special)
            throw Refusal(operation, path, "it is a device, a pipe or a socket");
        if (entry.HasOtherNames)
            throw Refusal(operation, path, "it has hard links, and a change would affect them, too");
        var handle = Open(operation, directory, name.Length == 0 ? "." : name, LinuxCalls.NonBlocking | LinuxCalls.NoTerminal);
        if (LinuxCalls.Look(handle, "", LinuxCalls.TheDirectoryItself, LinuxCalls.BasicStats, out var stat) == 0
            && stat.ToEntry().Identity == entry.Identity)
            return handle;
        handle.Dispose();
        throw Refusal(operation, path, "another process is changing it right now");
    }

    private static DiskException Refusal(string operation, string path, string words) =>
        new(operation, path, DiskException.InputOutput, words);

    private static SafeFileHandle Open(string operation, DirectoryHandle directory, string name, int flags, int mode = 0)
    {
        while (true)
        {
            var handle = LinuxCalls.Open(directory.Descriptor!, name, flags | LinuxCalls.NoFollow | LinuxCalls.CloseOnExec, (uint)mode);
            if (!handle.IsInvalid)
                return handle;
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (error != LinuxCalls.Interrupted)
                throw Failure(operation, directory.PathOf(name), error);
        }
    }

    private static string TargetOf(DirectoryHandle directory, string name)
    {
        var buffer = new byte[MaxLink];
        var length = LinuxCalls.ReadLink(directory.Descriptor!, name, ref buffer[0], buffer.Length);
        if (length < 0)
            throw Failure("read", directory.PathOf(name));
        try
        {
            return Strict.GetString(buffer, 0, (int)length);
        }
        catch (DecoderFallbackException)
        {
            // A link that cannot be written again as it is must not be touched.
            throw new DiskException("read", directory.PathOf(name), DiskException.InputOutput, "the link's target is not UTF-8");
        }
    }
}
