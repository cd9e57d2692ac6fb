using Microsoft.Win32.SafeHandles;

namespace KubePki.Node.Files;

/// <summary>
/// A directory, open. On Linux it stays that directory whatever becomes of its name. Where there is no <see cref="Descriptor"/> the path
/// stands for it, and whoever can rename directories above can lead it elsewhere.
/// </summary>
internal sealed class DirectoryHandle(string path, SafeFileHandle? descriptor) : IDisposable
{
    /// <summary>The path of this machine by which it was reached, for messages.</summary>
    public string Path => path;

    /// <summary>The open directory on Linux; null elsewhere.</summary>
    public SafeFileHandle? Descriptor => descriptor;

    /// <summary>The path of a name in it, for messages; its own for an empty name.</summary>
    public string PathOf(string name) => name.Length == 0 ? path : path.EndsWith('/') ? path + name : $"{path}/{name}";

    public void Dispose() => descriptor?.Dispose();
}
