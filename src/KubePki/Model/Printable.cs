using System.Globalization;
using System.Text;

namespace KubePki.Model;

/// <summary>Makes texts of files, whose authors we do not know, fit for a terminal.</summary>
public static class Printable
{
    /// <summary>
    /// The text with each character that a terminal acts upon instead of showing it (control characters, line separators, marks that turn
    /// the direction of writing or take no room, halves of characters) shown as <c>?</c>: none moves the cursor, and none hides what stands
    /// beside it.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsPlain(text))
            return text;
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            if (isWhole && IsShown(rune))
                shown.Append(text, i, rune.Utf16SequenceLength);
            else
                shown.Append('?');
            i += isWhole ? rune.Utf16SequenceLength : 1;
        }
        return shown.ToString();
    }

    /// <summary>
    /// A value as a view shows it: texts and what is told by its text, lists joined, each fit for a terminal; numbers, times and the like
    /// as they are.
    /// </summary>
    /// <param name="value">The value of a property.</param>
    public static object? Show(object? value) => value switch
    {
        null or bool or Enum or TimeSpan or DateTimeOffset or DateTime => value,
        string text => Text(text),
        IEnumerable<object> items => string.Join(", ", Texts(items)),
        IFormattable when value.GetType().IsPrimitive => value,
        _ => Text(value.ToString() ?? ""),
    };

    /// <summary>The items of a list, a line for each, fit for a terminal.</summary>
    /// <param name="items">The items; null stands for none.</param>
    public static string Lines(IEnumerable<object>? items) => string.Join('\n', Texts(items ?? []));

    private static IEnumerable<string> Texts(IEnumerable<object> items) => items.Select(item => Text(item.ToString() ?? ""));

    /// <summary>Whether a terminal shows a character, and does nothing else.</summary>
    /// <param name="rune">The character.</param>
    internal static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned);

    // Nearly every text is.
    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }
        return true;
    }
}
