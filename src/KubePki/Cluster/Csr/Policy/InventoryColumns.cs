using System.Globalization;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Which column of an inventory holds what.</summary>
internal sealed class InventoryColumns
{
    private static readonly char[] Between = [' ', ';', '|', ',', '\t', '\r', '\n'];

    // Of a day; to go to the next day and back would leave the calendar on 9999-12-31.
    private static readonly TimeSpan LastMoment = TimeSpan.FromTicks(TimeSpan.TicksPerDay - 1);

    private readonly List<int> _names = [];
    private readonly List<int> _addresses = [];
    private int _name = -1;
    private int _notBefore = -1;
    private int _notAfter = -1;
    private int _window = -1;

    /// <summary>Columns that are not read.</summary>
    public TextList Ignored { get; private set; } = TextList.Empty;

    /// <summary>Finds the columns in the first row; null when none has names of nodes.</summary>
    public static InventoryColumns? Find(IReadOnlyList<string> header)
    {
        var columns = new InventoryColumns();
        var ignored = new List<string>();
        for (var i = 0; i < header.Count; i++)
        {
            if (!columns.TryTake(Plain(header[i]), i) && header[i].Length > 0)
                ignored.Add(header[i]);
        }
        columns.Ignored = TextList.From(ignored);
        return columns._name < 0 ? null : columns;
    }

    /// <summary>The node that a row is about.</summary>
    public string NameOf(CsvRow row) => Cell(row, _name);

    /// <summary>Reads a row; null with a reason when something in it is wrong.</summary>
    public InventoryEntry? Read(CsvRow row, out string? reason)
    {
        var name = NameOf(row);
        reason = !NodeNames.IsDnsName(name) ? $"'{Printable.Text(name)}' is not a valid node name" : null;
        var names = new List<string>();
        var addresses = new List<string>();
        foreach (var item in _addresses.Concat(_names)
            .SelectMany(column => Cell(row, column).Split(Between, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (Addresses.Parse(item) is { } octets)
                addresses.Add(Addresses.Text(octets));
            else if (NodeNames.IsDnsName(Addresses.Name(item)) && !IsNumber(item))
                names.Add(Addresses.Name(item));
            else
                reason ??= $"'{Printable.Text(item)}' is not a valid address or name";
        }
        // ISO 8601 writes a window as start/end.
        var window = Cell(row, _window).Split('/', StringSplitOptions.TrimEntries);
        var hasStart = TryTime(_notBefore < 0 ? window[0] : Cell(row, _notBefore), isEnd: false, out var start);
        var hasEnd = TryTime(_notAfter < 0 ? window[^1] : Cell(row, _notAfter), isEnd: true, out var end);
        if (!hasStart || !hasEnd || window.Length > 2 || (window.Length == 1 && window[0].Length > 0))
            reason ??= "a time must be in RFC 3339 (2026-07-01T08:00:00Z) or a date (2026-07-01)";
        if (reason is not null)
            return null;
        return new InventoryEntry
        {
            Name = name,
            Names = _names.Count > 0 || names.Count > 0 ? TextList.From(names) : null,
            Addresses = _addresses.Count > 0 || addresses.Count > 0 ? TextList.From(addresses) : null,
            NotBefore = start,
            NotAfter = end,
            Line = row.Line,
        };
    }

    /// <summary>Several rows of one node are one entry, as long as they agree about when it may join.</summary>
    public static InventoryEntry? Merge(InventoryEntry a, InventoryEntry b, out string? reason)
    {
        reason = a.NotBefore == b.NotBefore && a.NotAfter == b.NotAfter ? null
            : string.Create(CultureInfo.InvariantCulture, $"line {a.Line} has a different time for {a.Name}");
        return reason is not null ? null : a with { Names = Union(a.Names, b.Names), Addresses = Union(a.Addresses, b.Addresses) };
    }

    private static TextList? Union(TextList? a, TextList? b) => a is null && b is null ? null : TextList.From((a ?? []).Union(b ?? []));

    private bool TryTake(string title, int column)
    {
        switch (title)
        {
            case "name" or "node" or "nodename" or "metadataname" when _name < 0:
                _name = column;
                return true;
            case "hostname" when _name < 0:
                _name = column;
                return true;
            case "names" or "dns" or "dnsname" or "dnsnames" or "fqdn" or "fqdns" or "hostname"
                or "hostnames" or "alias" or "aliases" or "internaldns" or "externaldns":
                _names.Add(column);
                return true;
            case "addresses" or "address" or "ip" or "ips" or "ipaddress" or "ipaddresses"
                or "internalip" or "internalips" or "externalip" or "externalips"
                or "ipv4" or "ipv6" or "privateip" or "publicip":
                _addresses.Add(column);
                return true;
            case "window" or "creationwindow" or "joinwindow" when _window < 0:
                _window = column;
                return true;
            case var _ when _notBefore < 0 && IsStart(title):
                _notBefore = column;
                return true;
            case var _ when _notAfter < 0 && IsEnd(title):
                _notAfter = column;
                return true;
            default:
                return false;
        }
    }

    // A limit that is not read would be no limit, so many names are known for it.
    private static bool IsStart(string title) => title.EndsWith("notbefore", StringComparison.Ordinal)
        || title.EndsWith("windowstart", StringComparison.Ordinal)
        || title is "createdafter" or "createdfrom" or "createfrom" or "from" or "validfrom"
            or "windowfrom" or "windowbegin" or "joinafter" or "start" or "begin" or "earliest" or "after";

    private static bool IsEnd(string title) => title.EndsWith("notafter", StringComparison.Ordinal)
        || title.EndsWith("windowend", StringComparison.Ordinal)
        || title is "createdbefore" or "createduntil" or "createuntil" or "until" or "to"
            or "validto" or "validuntil" or "windowto" or "windowuntil" or "joinbefore" or "expires"
            or "end" or "latest" or "before";

    // 10.0.0.256 is a slip of the pen, and no name.
    private static bool IsNumber(string item) => item.All(c => char.IsAsciiDigit(c) || c == '.');

    private static string Plain(string title) => string.Concat(title.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string Cell(CsvRow row, int column) => column >= 0 && column < row.Cells.Count ? row.Cells[column] : "";

    // A day is meant from its first moment to its last.
    private static bool TryTime(string text, bool isEnd, out DateTimeOffset? time)
    {
        time = null;
        if (text.Length == 0)
            return true;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out var day))
            time = isEnd ? day + LastMoment : day;
        else if (text.Contains(':', StringComparison.Ordinal) && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment))
            time = moment;
        return time is not null;
    }
}
