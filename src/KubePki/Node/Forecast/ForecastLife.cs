using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Forecast;

/// <summary>What is kept of a certificate on which a part depends: there may be thousands of nodes.</summary>
/// <param name="NodePath">Where it lies.</param>
/// <param name="NotBefore">The first moment of its lifetime.</param>
/// <param name="NotAfter">The last second of its lifetime.</param>
internal sealed record ForecastLife(string NodePath, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>The SHA-256 of the certificate.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether it is a CA's.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>The names and addresses that it is valid for, where somebody asks for them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The distribution that renews it itself; null when none does.</summary>
    public Distribution? Runner { get; init; }

    /// <summary>The first moment at which it has expired.</summary>
    public DateTimeOffset After => NotAfter < DateTimeOffset.MaxValue ? NotAfter.AddTicks(1) : NotAfter;

    /// <summary>Whether a moment lies in its lifetime.</summary>
    public bool Covers(DateTimeOffset moment) => moment >= NotBefore && moment <= NotAfter;
}
