using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>An open file of Linux.</summary>
internal sealed class LinuxFile(SafeFileHandle handle, string path) : IDiskFile
{
    public DiskEntry Look() =>
        LinuxCalls.Look(handle, "", LinuxCalls.TheDirectoryItself, LinuxCalls.BasicStats, out var stat) == 0 ? stat.ToEntry()
            : throw LinuxDisk.Failure("read", path);

    public void SetOwner(uint userId, uint groupId) =>
        LinuxDisk.Check(LinuxCalls.SetOwner(handle, userId, groupId), "change the owner of", path);

    public void SetMode(int mode) => LinuxDisk.Check(LinuxCalls.SetMode(handle, (uint)mode), "change the mode of", path);

    public void Write(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var written = LinuxCalls.Write(handle, ref MemoryMarshal.GetReference(content), content.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() != LinuxCalls.Interrupted)
                throw LinuxDisk.Failure("write", path);
            content = content[(int)Math.Max(written, 0)..];
        }
    }

    public void SetModified(long nanoseconds) => LinuxDisk.Check(LinuxCalls.SetModified(handle, nanoseconds), "set the time of", path);

    public void Sync() => Sync(handle, path);

    public void Dispose() => handle.Dispose();

    public static void Sync(SafeFileHandle handle, string path)
    {
        while (LinuxCalls.Sync(handle) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case LinuxCalls.Interrupted:
                    continue;
                // Some file systems cannot flush a directory; there is nothing more that we could do.
                case LinuxCalls.InvalidArgument:
                    return;
                default:
                    throw LinuxDisk.Failure("flush", path);
            }
        }
    }

    /// <summary>Reads to the end, to the size that is known, or one byte beyond a limit. No buffer is left behind with its bytes.</summary>
    public static byte[] ReadAll(SafeFileHandle handle, string path, int limit, long size)
    {
        var buffer = new byte[size > 0 ? Math.Min(size, limit + 1L) : 8192];
        for (var length = 0; ;)
        {
            var read = LinuxCalls.Read(handle, ref buffer[length], buffer.Length - length);
            if (read < 0 && Marshal.GetLastPInvokeError() == LinuxCalls.Interrupted)
                continue;
            if (read < 0)
            {
                var failure = LinuxDisk.Failure("read", path);
                CryptographicOperations.ZeroMemory(buffer);
                throw failure;
            }
            length += (int)read;
            if (read == 0 || length > limit || length == size)
                return length == buffer.Length ? buffer : Resized(buffer, length);
            if (length == buffer.Length)
                buffer = Resized(buffer, (int)Math.Min(length * 2L, limit + 1L));
        }
    }

    private static byte[] Resized(byte[] buffer, int length)
    {
        var other = new byte[length];
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).CopyTo(other);
        CryptographicOperations.ZeroMemory(buffer);
        return other;
    }
}
