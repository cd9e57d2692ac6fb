using System.Globalization;

namespace KubePki.Pki.X509.Go;

/// <summary>
/// The Go release whose crypto/x509 judges: Kubernetes components are Go programs, and what they accept moved
/// between releases. Only the minor number matters.
/// </summary>
/// <param name="Minor">The minor number: 24 for Go 1.24.</param>
public readonly record struct GoVersion(int Minor)
{
    /// <summary>The newest Go release whose rules are known here.</summary>
    public static GoVersion Newest { get; } = new(27);

    /// <summary>The oldest Go release whose rules are known here.</summary>
    public static GoVersion Oldest { get; } = new(19);

    /// <summary>The releases whose verdicts are known, from the oldest on: <c>1.19</c>.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. Enumerable.Range(Oldest.Minor, Newest.Minor - Oldest.Minor + 1).Select(minor => $"1.{minor}")];

    /// <summary>Reads a version that is known here: <c>1.24</c>, <c>go1.24</c> or <c>1.24.6</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version.</param>
    public static bool TryParse(string? text, out GoVersion version)
    {
        version = default;
        var parts = (text ?? "").Split('.');
        if (parts is not [("1" or "go1"), _] and not [("1" or "go1"), _, _])
            return false;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < Oldest.Minor || number > Newest.Minor)
            return false;
        version = new GoVersion(number);
        return parts.Length == 2 || int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>The version as Go writes it, <c>1.24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1.{Minor}");
}
