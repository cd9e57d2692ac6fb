using System.Globalization;
using System.Text;

namespace KubePki.Logs;

/// <summary>
/// A record of <c>journalctl -o export</c> or <c>-o verbose</c>: a field to a line, of which the message is one. Who wrote it, and when,
/// are others.
/// </summary>
internal static class JournalRecord
{
    /// <summary>What the line of the message begins with.</summary>
    public const string Message = "MESSAGE=";

    // Fields of journald are short and few.
    private const int Furthest = 16 * 1024;

    /// <summary>Adds to a line what the other lines of its record say.</summary>
    public static void Complete(LogLine line, ReadOnlySpan<byte> text, int start, int end)
    {
        if (!text[start..end].TrimStart((byte)' ').StartsWith("MESSAGE="u8))
            return;
        var isVerbose = text[start] == (byte)' ';
        var before = text[Math.Max(0, start - Furthest)..start];
        var behind = text[end..Math.Min(text.Length, end + Furthest)];
        var from = before.LastIndexOf("\n\n"u8);
        var to = behind.IndexOf("\n\n"u8);
        // A verbose record begins at the only line that is not indented.
        for (var at = before.Length - 1; isVerbose && at > 0; at = before[..at].LastIndexOf((byte)'\n'))
        {
            if (at + 1 < before.Length && before[at + 1] != (byte)' ')
            {
                from = at;
                break;
            }
        }
        for (var at = behind.IndexOf((byte)'\n'); isVerbose && at >= 0 && at + 1 < behind.Length;)
        {
            if (behind[at + 1] != (byte)' ')
            {
                to = at;
                break;
            }
            var next = behind[(at + 1)..].IndexOf((byte)'\n');
            at = next < 0 ? -1 : at + 1 + next;
        }
        var record = Encoding.UTF8.GetString(before[(from < 0 ? 0 : from)..]) + Encoding.UTF8.GetString(to < 0 ? behind : behind[..to]);
        line.Know(Field(record, "SYSLOG_IDENTIFIER") ?? Field(record, "_COMM"), Time(Field(record, "__REALTIME_TIMESTAMP"))
            ?? Time(Field(record, "_SOURCE_REALTIME_TIMESTAMP")));
    }

    private static string? Field(string record, string name)
    {
        foreach (var line in record.AsSpan().EnumerateLines())
        {
            var field = line.TrimStart(' ');
            if (field.StartsWith(name, StringComparison.Ordinal) && field.Length > name.Length && field[name.Length] == '=')
                return field[(name.Length + 1)..].ToString();
        }
        return null;
    }

    private static WrittenTime? Time(string? digits) =>
        double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? LogHeader.Since1970(digits!, number) : null;
}
