using System.Security.Cryptography;
using System.Text;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading.Files;

/// <summary>Reads a passphrase from the first line of a file that nobody but its owner may read, or of a pipe.</summary>
public static class PassphraseFile
{
    // A passphrase that a person or a program keeps; anything longer is another file.
    private const int MaxLength = 4096;

    /// <summary>Reads the passphrase.</summary>
    /// <param name="path">The file, as a path of this machine.</param>
    /// <param name="writesPlainKeys">Whether keys that it opens are written back without encryption.</param>
    /// <exception cref="PkiProblemException">It is not there, empty, too long, or open to others.</exception>
    public static KeyPassphrase Read(string path, bool writesPlainKeys = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            // As ssh holds it with its keys: whoever can read the passphrase has the keys. A pipe is nobody else's.
            if (!OperatingSystem.IsWindows() && file.CanSeek
                && (File.GetUnixFileMode(file.SafeFileHandle) & ~(UnixFileMode)FileModes.Owner) is var others && others != 0)
            {
                var mode = OctalMode.Of((int)File.GetUnixFileMode(file.SafeFileHandle));
                throw Problem(path, PkiProblemId.LoosePassphraseFile,
                    $"users other than its owner can access it (mode {mode}), so the passphrase is not read");
            }
            return Read(file, path, writesPlainKeys);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Problem(path, PkiProblemId.PathNotFound, "the file does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem(path, PkiProblemId.UnreadableFile, ForeignWords.Of(e));
        }
    }

    /// <summary>Reads the passphrase from the first line of a stream, as of the standard input.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="writesPlainKeys">Whether keys that it opens are written back without encryption.</param>
    /// <exception cref="PkiProblemException">It is empty or too long.</exception>
    public static KeyPassphrase Read(Stream stream, string name, bool writesPlainKeys = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var octets = GC.AllocateUninitializedArray<byte>(MaxLength + 1, pinned: true);
        var characters = GC.AllocateUninitializedArray<char>(MaxLength + 1, pinned: true);
        try
        {
            var length = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            var line = octets.AsSpan(0, length);
            var end = line.IndexOf((byte)'\n');
            line = (end < 0 ? line : line[..end]).TrimEnd((byte)'\r');
            if (line.IsEmpty)
                throw Problem(name, PkiProblemId.EmptyFile, "its first line, the passphrase, is empty");
            if (line.Length > MaxLength)
                throw Problem(name, PkiProblemId.FileTooLarge, "its first line is too long for a passphrase");
            return new KeyPassphrase(characters.AsSpan(0, Encoding.UTF8.GetChars(line, characters))) { WritesPlainKeys = writesPlainKeys };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
            characters.AsSpan().Clear();
        }
    }

    private static PkiProblemException Problem(string path, string id, string reason) =>
        new(new PkiProblem { Id = id, Path = path, NodePath = path, Reason = reason,
            RecommendedAction = id == PkiProblemId.LoosePassphraseFile ? ProblemAdvice.For(id) : null });
}
