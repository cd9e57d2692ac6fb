using System.Globalization;
using KubePki.Model;

namespace KubePki.Node.Files;

/// <summary>
/// Whose directories are written to: root's, and those of whoever runs this; under sudo that is root. What another owns can be exchanged by
/// that other between a look and a change. <c>docs/repair.md</c> has the rule.
/// </summary>
internal sealed class FileOwners
{
    private const int WritableByOthers = 0b000_000_010;
    private const int WritableByGroup = 0b000_010_000;
    private const int Sticky = 0x200;

    private readonly HashSet<uint> _trusted;

    /// <param name="others">Others who are trusted, besides root and who runs this.</param>
    public FileOwners(IEnumerable<uint>? others = null)
    {
        _trusted = [0, .. others ?? []];
        if (OperatingSystem.IsLinux())
            _trusted.Add(LinuxCalls.FileSystemUser());
    }

    /// <summary>Who runs this, as owner and group of what is made; null where the system has no owners.</summary>
    public static (uint UserId, uint GroupId)? Invoker =>
        OperatingSystem.IsLinux() ? (LinuxCalls.FileSystemUser(), LinuxCalls.FileSystemGroup()) : null;

    /// <summary>Whether a user is root, runs this, or is trusted besides.</summary>
    public bool AreTrusted(uint userId) => _trusted.Contains(userId);

    /// <summary>Why nothing may be written in a directory; null when it may.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="subject">What the sentence calls it.</param>
    public string? Objection(DiskEntry directory, string subject = "it")
    {
        if (!AreTrusted(directory.UserId))
            return string.Create(CultureInfo.InvariantCulture,
                $"{subject} is owned by user {directory.UserId}, who is neither root nor the current user");
        return WhoElseWrites(directory, subject);
    }

    /// <summary>Whether everybody may put something into a directory, as into <c>/tmp</c>.</summary>
    public static bool EverybodyMayAdd(DiskEntry directory) =>
        (directory.Mode & Sticky) != 0 && (directory.Mode & (WritableByOthers | WritableByGroup)) != 0;

    /// <summary>Who else than its owner may exchange what is in a directory; null when nobody may.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="subject">What the sentence calls it.</param>
    public static string? WhoElseWrites(DiskEntry directory, string subject = "it")
    {
        // In a sticky directory everybody may put something, but only its owner takes it away.
        if ((directory.Mode & Sticky) != 0 || OperatingSystem.IsWindows())
            return null;
        if ((directory.Mode & WritableByOthers) != 0)
            return string.Create(CultureInfo.InvariantCulture,
                $"{subject} is writable by everyone (mode {OctalMode.Of(directory.Mode)})");
        if ((directory.Mode & WritableByGroup) != 0 && directory.HasAccessList)
            return $"the ACL of {subject} (getfacl) lets other users write to it";
        // Distributions give each user a group of the same number.
        return (directory.Mode & WritableByGroup) != 0 && directory.GroupId != 0 && directory.GroupId != directory.UserId
            ? string.Create(CultureInfo.InvariantCulture,
                $"{subject} is writable by group {directory.GroupId} (mode {OctalMode.Of(directory.Mode)})") : null;
    }
}
