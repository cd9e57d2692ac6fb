using System.Text.RegularExpressions;

namespace KubePki.Node.Layout;

/// <summary>Where people and scripts leave copies of a PKI: beside it, and in root's home.</summary>
internal static partial class CopyPlaces
{
    /// <summary>The directory beside whose PKI copies lie.</summary>
    public const string Beside = "/etc";

    /// <summary>How the names of such copies begin there.</summary>
    public const string Prefix = "kubernetes";

    /// <summary>root's home, in which a copy may have any name.</summary>
    public const string Home = "/root";

    /// <summary>
    /// Whether a directory is one that holds copies, and that nothing reads: root's home, or one whose name says so, as
    /// <c>/etc/kubernetes.old-20200101</c> does.
    /// </summary>
    /// <param name="directory">The directory, as a path of the node.</param>
    public static bool IsOne(string directory) =>
        directory.StartsWith(Home + "/", StringComparison.Ordinal) || directory.Split('/').Any(name => WordOfCopy().IsMatch(name));

    // A stamp of a day has eight digits, one of seconds ten.
    [GeneratedRegex("(^|[^a-z])(old|bak|bck|bkp|backups?|orig|save|saved|copy|tmp)([^a-z]|$)|[0-9]{6}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordOfCopy();
}
