using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>The nodes that are meant to be, from a CSV file that the nodes cannot write to. docs/csr-policy.md has its columns.</summary>
public sealed record NodeInventory
{
    /// <summary>The nodes by name.</summary>
    public required IReadOnlyDictionary<string, InventoryEntry> Entries { get; init; }

    /// <summary>Columns that are not read.</summary>
    public TextList IgnoredColumns { get; init; } = TextList.Empty;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The inventory, null when the file as a whole cannot be read; and what is wrong with rows, which then are left
    /// out.</returns>
    public static (NodeInventory? Inventory, IReadOnlyList<PkiProblem> Problems) Read(string path, CancellationToken cancellation = default)
    {
        using var bytes = FileBytes.Read(path, cancellation);
        if (bytes.ProblemId is { } id)
            return (null, [KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, bytes.Reason!)]);
        try
        {
            return Parse(StrictUtf8.GetString(bytes.Span), path);
        }
        catch (DecoderFallbackException e)
        {
            return (null, [Wrong(path, "this is not UTF-8", new LineCounter(bytes.Span).At(Math.Max(0, e.Index)))]);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, with or without a byte order mark.</param>
    /// <param name="path">What it is called.</param>
    public static (NodeInventory? Inventory, IReadOnlyList<PkiProblem> Problems) Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new List<PkiProblem>();
        var rows = CsvRows.Read(text, (reason, line) => problems.Add(Wrong(path, reason, line)));
        using var row = rows.GetEnumerator();
        if (!row.MoveNext())
            return (null, [.. problems, Wrong(path, "the row with the column names is missing", 1)]);
        if (InventoryColumns.Find(row.Current.Cells) is not { } columns)
            return (null, [.. problems, Wrong(path, "the first row has no column named name (or node)", row.Current.Line)]);
        var entries = new Dictionary<string, InventoryEntry>(StringComparer.Ordinal);
        var broken = new HashSet<string>(StringComparer.Ordinal);
        while (row.MoveNext())
        {
            var entry = columns.Read(row.Current, out var reason);
            if (entry is not null && entries.TryGetValue(entry.Name, out var earlier))
                entry = InventoryColumns.Merge(earlier, entry, out reason);
            if (reason is null)
            {
                entries[entry!.Name] = entry;
                continue;
            }
            problems.Add(Wrong(path, reason, row.Current.Line));
            // What is said of this node elsewhere is not the whole of it.
            broken.Add(columns.NameOf(row.Current));
        }
        foreach (var name in broken)
            entries.Remove(name);
        return (new NodeInventory { Entries = entries, IgnoredColumns = columns.Ignored }, problems.ToArray());
    }

    /// <summary>How many nodes there are.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Entries.Count} nodes");

    private static PkiProblem Wrong(string path, string reason, int line) =>
        KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(PkiProblemId.MalformedPolicyInput, reason, line);
}
