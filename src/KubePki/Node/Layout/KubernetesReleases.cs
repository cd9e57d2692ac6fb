using System.Globalization;

namespace KubePki.Node.Layout;

/// <summary>
/// Which Go release the binaries of a Kubernetes release were built with. Patch releases move up; <c>goVersion</c> of <c>/version</c> tells
/// for sure.
/// </summary>
public static class KubernetesReleases
{
    // Kubernetes 1.minor, and the minor number of Go's 1.x, from the changelogs.
    private static readonly (int From, int Go)[] Table =
        [(25, 19), (27, 20), (29, 21), (30, 22), (32, 23), (33, 24), (35, 25), (36, 26)];

    /// <summary>The releases that are spoken of here, the newest first: <c>1.36</c>.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Enumerable.Range(19, 18).Reverse().Select(minor => $"1.{minor}")];

    /// <summary>
    /// The minor number of the Go release; the oldest that is known for older releases, the newest of the table for later ones.
    /// </summary>
    /// <param name="release">The release: <c>1.29</c>, <c>v1.29.3</c>.</param>
    /// <returns>The minor number, 21 for Go 1.21; null when this is no release.</returns>
    public static int? GoMinorOf(string release)
    {
        var parts = release.TrimStart('v').Split('.', '-', '+');
        if (parts.Length < 2 || parts[0] != "1" || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
            return null;
        var row = Array.FindLast(Table, row => row.From <= minor);
        return row.Go == 0 ? Table[0].Go : row.Go;
    }
}
