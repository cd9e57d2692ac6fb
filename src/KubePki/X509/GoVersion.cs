using System.Globalization;

namespace KubePki.X509;

/// <summary>
/// The Go release whose crypto/x509 judges: Kubernetes components are Go programs, and what they accept moved
/// between releases. Only the minor number matters.
/// </summary>
/// <param name="Minor">The minor number: 24 for Go 1.24.</param>
public readonly record struct GoVersion(int Minor)
{
    /// <summary>The newest Go release whose rules are known here.</summary>
    public static GoVersion Newest { get; } = new(27);

    /// <summary>The version as Go writes it, <c>1.24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1.{Minor}");
}
