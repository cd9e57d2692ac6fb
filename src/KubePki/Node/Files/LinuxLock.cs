using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>
/// A lock on an open file. It is given back by name: a child that another thread is just starting has the file open for a moment, too, and
/// closing it here would not end the lock there.
/// </summary>
internal sealed class LinuxLock(SafeFileHandle handle) : IDisposable
{
    public void Dispose()
    {
        if (!handle.IsClosed)
            _ = LinuxCalls.Lock(handle, LinuxCalls.Unlock);
        handle.Dispose();
    }
}
