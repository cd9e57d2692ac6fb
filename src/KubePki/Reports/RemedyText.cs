using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Remedies for people: one command a line where there are several.</summary>
public static class RemedyText
{
    // Where another way begins.
    private static readonly string[] Turns = ["By hand: ", "Only this: ", "Caution: "];

    /// <summary>
    /// The lines of a remedy. It is broken between commands only, never within one or within quotation marks; a line that ends with
    /// <c>&amp;&amp;</c> goes on with the next, in every shell.
    /// </summary>
    /// <param name="remedy">The remedy, as one line.</param>
    public static IReadOnlyList<string> Lines(string remedy)
    {
        ArgumentNullException.ThrowIfNull(remedy);
        var lines = new List<string>();
        var (start, depth, quote) = (0, 0, '\0');
        for (var i = 0; i < remedy.Length; i++)
        {
            if (quote != '\0')
                quote = remedy[i] == quote ? '\0' : quote;
            else if (remedy[i] is '\'' or '"')
                quote = remedy[i];
            else if (remedy[i] is '(' or ')')
                depth += remedy[i] == '(' ? 1 : -1;
            else if (depth == 0 && LengthOfBreak(remedy, i) is var (kept, dropped) && dropped > 0)
            {
                lines.Add(remedy[start..(i + kept)]);
                start = i + kept + dropped;
                i = start - 1;
            }
        }
        lines.Add(remedy[start..]);
        // A quotation that does not end is an apostrophe: nobody knows what belongs together.
        return quote == '\0' && depth == 0 ? lines : [remedy];
    }

    /// <summary>The lines of a remedy below each other, as far to the right as they begin.</summary>
    /// <param name="name">What stands in front of the first.</param>
    /// <param name="remedy">The remedy.</param>
    internal static string Write(string name, string remedy)
    {
        var text = new StringBuilder();
        foreach (var line in Lines(remedy))
            text.Append(text.Length == 0 ? name : new string(' ', name.Length)).Append(Printable.Text(line)).Append('\n');
        return text.ToString();
    }

    // How much of what stands between two commands ends the first line, and how much goes.
    private static (int Kept, int Dropped) LengthOfBreak(string remedy, int at)
    {
        if (StandsAt(remedy, at, " && "))
            return (3, 1);
        if (StandsAt(remedy, at, "; "))
            return (0, 2);
        // A full stop behind a command would be pasted with it.
        return StandsAt(remedy, at, ". ") && Turns.Any(turn => StandsAt(remedy, at + 2, turn)) ? (0, 2) : (0, 0);
    }

    private static bool StandsAt(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
