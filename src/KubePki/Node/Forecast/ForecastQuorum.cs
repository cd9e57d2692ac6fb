using System.Globalization;

namespace KubePki.Node.Forecast;

/// <summary>How the members of etcd stand at a moment.</summary>
/// <param name="Members">How many there are; those that were not read are taken to live.</param>
/// <param name="Out">Those that the others reject.</param>
internal sealed record ForecastQuorum(int Members, IReadOnlyList<PartState> Out)
{
    private const int MostNames = 5;

    /// <summary>How many it takes.</summary>
    public int Needed => (Members / 2) + 1;

    /// <summary>Whether there are too few; alone a member needs nobody.</summary>
    public bool IsLost => Members > 1 && Members - Out.Count < Needed;

    /// <summary>The member whose end took it; null as long as it is not lost.</summary>
    public PartState? Decisive => IsLost ? Out.OrderBy(state => state.Since).ElementAt(Members - Needed) : null;

    /// <summary>The members that are out, and how many it takes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Out.Count} of {Members} members {(Out.Count == 1 ? "is" : "are")} out ({Names}), and {Needed} are needed");

    private string Names => ForecastNames.Of([.. Out.Select(state => state.Node.Label)], MostNames);
}
