using System.Management.Automation;
using System.Runtime.CompilerServices;
using KubePki.Model;

namespace KubePkiPS.Views;

/// <summary>
/// Whether the rows of a table come in the order in which they were read. Only then do headings help; of what was sorted, each row says
/// itself where it is from.
/// </summary>
public static class ReadingOrder
{
    private static readonly ConditionalWeakTable<object, Place> Places = [];

    [ThreadStatic]
    private static Place? _last;

    [ThreadStatic]
    private static bool _isFlat;

    [ThreadStatic]
    private static HashSet<int>? _shown;

    /// <summary>The heading of a row; nothing, not even a null, when the table has none.</summary>
    /// <param name="row">The object of the row.</param>
    /// <param name="heading">Where the object is from.</param>
    public static string[] Heading(PSObject row, string? heading)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!Places.TryGetValue(row.BaseObject, out var place))
            _isFlat = false;
        else
            Follow(place);
        return _isFlat || string.IsNullOrEmpty(heading) ? [] : [With(place, heading)];
    }

    /// <summary>Where a finding is from, as the heading of its group: a node, or a cluster.</summary>
    /// <param name="row">The object of the row.</param>
    public static string OfFinding(PSObject row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var root = PipelineObject.Text(row, nameof(KubePkiFinding.Root)) ?? "";
        var from = PipelineObject.Text(row, nameof(KubePkiFinding.NodeName)) is { } name ? $"{name} ({root})" : root;
        return With(Places.TryGetValue(row.BaseObject, out var place) ? place : null,
            Printable.Text($"   {(ClusterRoot.Is(root) ? "Cluster" : "Node")}: {from}"));
    }

    /// <summary>What stands above a table of one group; nothing when its rows were moved.</summary>
    /// <param name="row">The object of the row.</param>
    public static string[] Headline(PSObject row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!Places.TryGetValue(row.BaseObject, out var place))
            return [];
        Follow(place);
        return _isFlat || place.Headline is null ? [] : [place.Headline];
    }

    private static string With(Place? place, string heading) => place?.Headline is null ? heading : $"{heading}\n\n{place.Headline}";

    /// <summary>A name, with where it is from in front of it when the table has no headings and is of several places.</summary>
    /// <param name="name">The name.</param>
    /// <param name="origin">Where the object is from.</param>
    public static string? Name(string? name, string? origin) =>
        _isFlat && _last?.Reading.Places > 1 && !string.IsNullOrEmpty(origin) ? $"{origin}: {name}" : name;

    /// <summary>Notes that an object is the next of those that a command reads.</summary>
    internal static void Note(Reading reading, object row, string? headline) =>
        Places.AddOrUpdate(row, new(reading, reading.Count++, headline));

    // What is written right now went through filters at most; what other commands of the pipeline kept back was sorted, as far as anybody
    // knows. What was kept in a variable is in order while nothing is missing and nothing moved. What comes again is in another table.
    private static void Follow(Place place)
    {
        if (_last?.Reading != place.Reading || !(_shown ??= []).Add(place.Number))
            (_shown, _isFlat) = ([place.Number], place.Number > 0 || !place.Reading.IsKept);
        else if (_last.Number + 1 != place.Number)
            _isFlat = true;
        if (place.Reading.IsWriting)
            _isFlat = false;
        _last = place;
    }

    /// <summary>What one command reads.</summary>
    internal sealed class Reading
    {
        public int Count { get; set; }

        /// <summary>How many nodes or directories they are of.</summary>
        public int Places { get; set; }

        /// <summary>Whether no other command of the pipeline takes them.</summary>
        public bool IsKept { get; set; }

        /// <summary>Whether an object is on its way through the pipeline.</summary>
        public bool IsWriting { get; set; }
    }

    private sealed record Place(Reading Reading, int Number, string? Headline);
}
