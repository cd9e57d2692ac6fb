using System.Globalization;
using System.Text;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading;

/// <summary>
/// Whose directories of a node are written to: root's, the invoking user's, in a copied tree those of whoever owns its top, and those of
/// the accounts to which distributions give their PKI.
/// </summary>
internal sealed class NodeOwners(NodeFiles files)
{
    private const string Accounts = "/etc/passwd";

    private readonly Lazy<FileOwners> _plain = new(() => new FileOwners(TopOwner(files)));

    // Only asked where somebody else than root and the invoking user is met.
    private readonly Lazy<FileOwners> _withAccounts = new(() => new FileOwners([.. TopOwner(files), .. ReadAccounts(files)]));

    /// <summary>Whether a user is one of these.</summary>
    public bool AreTrusted(uint userId) => _plain.Value.AreTrusted(userId) || _withAccounts.Value.AreTrusted(userId);

    /// <summary>Why nothing may be written in a directory; null when it may.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="subject">What the sentence calls it.</param>
    public string? Objection(DiskEntry directory, string subject = "it") =>
        _plain.Value.Objection(directory) is null ? null : _withAccounts.Value.Objection(directory, subject);

    /// <summary>Why what is in a backup is not believed; null when it is. Accounts of distributions have no backups.</summary>
    public string? ObjectionToBackup(DiskEntry entry) => _plain.Value.Objection(entry);

    /// <summary>
    /// Why a link on the way to what is written may not be followed; null when it may. The kernel's own rule for links in <c>/tmp</c> is
    /// the same.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="realNodePath">Where it lies.</param>
    public string? ObjectionToLink(DiskEntry link, string realNodePath)
    {
        var slash = realNodePath.LastIndexOf('/');
        var directory = slash <= 0 ? "/" : realNodePath[..slash];
        try
        {
            var entry = files.Look(directory);
            if (Objection(entry, directory) is { } objection)
                return $"the path goes through the link {realNodePath}, and {objection}";
            // Where only its owner writes, a link is that owner's, whoever it was given to.
            return FileOwners.EverybodyMayAdd(entry) && !AreTrusted(link.UserId)
                ? string.Create(CultureInfo.InvariantCulture,
                    $"the path goes through {realNodePath}, a link created by user {link.UserId}") : null;
        }
        catch (DiskException e)
        {
            return $"the path goes through the link {realNodePath}, and {directory} cannot be examined ({e.Words})";
        }
    }

    // The top of a copied tree is the caller's choice: whoever owns it may own what is below.
    private static uint[] TopOwner(NodeFiles files)
    {
        try
        {
            return files.IsWholeMachine ? [] : [files.Look("/").UserId];
        }
        catch (DiskException)
        {
            return [];
        }
    }

    private static uint[] ReadAccounts(NodeFiles files)
    {
        try
        {
            // The list is believed only where nobody else can write it.
            var entry = files.Look(Accounts);
            if (entry.Kind != EntryKind.File || !new FileOwners(TopOwner(files)).AreTrusted(entry.UserId)
                || FileOwners.WhoElseWrites(entry) is not null)
                return [];
            return Encoding.UTF8.GetString(files.Read(Accounts, FileBytes.Limit, entry.Size)).Split('\n').Select(line => line.Split(':'))
                .Where(fields => fields.Length > 2 && PkiLayouts.ServiceAccounts.Contains(fields[0]))
                .Select(fields => uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).ToArray();
        }
        catch (DiskException)
        {
            return [];
        }
    }
}
