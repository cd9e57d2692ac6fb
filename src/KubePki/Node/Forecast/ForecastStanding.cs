namespace KubePki.Node.Forecast;

/// <summary>How the same part fares on the other nodes of a cluster when it stops on one.</summary>
/// <param name="Others">The nodes on which it goes on.</param>
/// <param name="HadAny">Whether it worked anywhere until now.</param>
/// <param name="IsOneOfSeveral">Whether it is on several nodes.</param>
/// <param name="Unread">How many more nodes have it, of which nothing was read.</param>
internal sealed record ForecastStanding(IReadOnlyList<string> Others, bool HadAny, bool IsOneOfSeveral, int Unread)
{
    /// <summary>That of what is each node's own.</summary>
    public static ForecastStanding Alone { get; } = new([], true, false, 0);
}
