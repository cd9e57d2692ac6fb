using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Trust;

/// <summary>A place where the API server believes a CA bundle about somebody whom it calls.</summary>
internal sealed record BundleUse
{
    /// <summary>The object in which the bundle stands.</summary>
    public required TrustObject Object { get; init; }

    /// <summary>Whose bundle it is, where the object has several: <c>webhook a.example.com</c>; null where it has one.</summary>
    public string? Part { get; init; }

    /// <summary>Who is called, and the bundle.</summary>
    public required CallTarget Target { get; init; }

    /// <summary>How much it matters when the call fails.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What stops when the call fails.</summary>
    public required string Stops { get; init; }

    /// <summary>How the API server's own message of a failed call begins.</summary>
    public required string Words { get; init; }

    /// <summary>Who keeps the object.</summary>
    public required TrustKeeper Keeper { get; init; }

    /// <summary>Whether the certificate is not looked at.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>What the API server itself says against it at present; null when nothing.</summary>
    public string? Reported { get; init; }

    /// <summary>How its message begins when the bundle cannot be loaded, before the reason; null for with the reason.</summary>
    public string? UnloadedWords { get; init; }

    /// <summary>How many seconds a call may take, as its URL says; null where it does not.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Who is called.</summary>
    public string Url => Printable.Cut(CallUrl.Of(Target));

    /// <summary>The URL that is called, for the API server's message.</summary>
    public string CalledUrl => TimeoutSeconds is { } seconds
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Url}?timeout={seconds}s") : Url;

    /// <summary>The bundle, for a sentence that begins with it.</summary>
    public string Bundle => Part is null ? "The CA bundle" : $"The CA bundle of {Part}";
}
