namespace KubePki.Logs;

/// <summary>How logs are read.</summary>
public sealed record LogOptions
{
    /// <summary>The moment of the question: lines without a year are of the latest one that is not after it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Told of each file that is read.</summary>
    public Action<string>? Trace { get; init; }
}
