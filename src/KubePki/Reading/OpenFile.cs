using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KubePki.Reading;

/// <summary>
/// A file open for reading, front to back. On Linux it is opened without the locks and looks that .NET takes: reading a PKI file is three system
/// calls instead of eight, which is what a tree of thousands is made of.
/// </summary>
internal sealed partial class OpenFile : IDisposable
{
    // O_NONBLOCK, should a pipe have taken the file's place since it was looked at, and O_CLOEXEC.
    private const int Flags = 0x800 | 0x80000;
    private const int NoEntry = 2;
    private const int Interrupted = 4;
    private const int PermissionDenied = 13;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private long _offset;

    /// <exception cref="IOException">The file is not there any more, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public OpenFile(string path)
    {
        _path = path;
        _handle = OperatingSystem.IsLinux() ? Open(path, Flags)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (_handle.IsInvalid)
            throw Failure();
    }

    /// <summary>Reads on; 0 at the end.</summary>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public int Read(Span<byte> buffer)
    {
        if (!OperatingSystem.IsLinux())
        {
            var read = RandomAccess.Read(_handle, buffer, _offset);
            _offset += read;
            return read;
        }
        while (true)
        {
            var read = Read(_handle, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (read >= 0)
                return (int)read;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw Failure();
        }
    }

    public void Dispose() => _handle.Dispose();

    private Exception Failure() => Marshal.GetLastPInvokeError() switch
    {
        NoEntry => new FileNotFoundException(null, _path),
        PermissionDenied => new UnauthorizedAccessException(),
        var error => new IOException(Marshal.GetPInvokeErrorMessage(error)),
    };

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle handle, ref byte buffer, nint count);
}
