namespace KubePki.Model;

/// <summary>A condition of a CertificateSigningRequest.</summary>
public sealed record KubeCsrCondition
{
    /// <summary>What it says: <c>Approved</c>, <c>Denied</c>, <c>Failed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it holds: <c>True</c>; an API server takes nothing else for these types. Empty in old objects.</summary>
    public string Status { get; init; } = "";

    /// <summary>One word for programs.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Words for people.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it was set, UTC; null when the object does not say.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>Type, reason and message in one line.</summary>
    public override string ToString() => Printable.Text($"{Type} ({Reason}): {Message}");
}
