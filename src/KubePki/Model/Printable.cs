using System.Globalization;
using System.Text;

namespace KubePki.Model;

/// <summary>Makes texts of files, whose authors we do not know, fit for a terminal.</summary>
public static class Printable
{
    // No name of Kubernetes is longer; what is longer is made up.
    private const int LongestName = 253;

    // No script puts more marks on a letter; a tower of them covers the lines above it.
    private const int MaxMarks = 4;

    // Characters without a width, or without anything to see: Default_Ignorable_Code_Point of DerivedCoreProperties.txt (Unicode 16) where
    // the category does not say so, and the empty pattern of Braille.
    private static readonly (int First, int Last)[] Unseen =
    [
        (0x034f, 0x034f), (0x115f, 0x1160), (0x17b4, 0x17b5), (0x180b, 0x180f), (0x2065, 0x2065), (0x2800, 0x2800), (0x3164, 0x3164),
        (0xfe00, 0xfe0f), (0xffa0, 0xffa0), (0xfff0, 0xfff8), (0xe0000, 0xe0fff),
    ];

    /// <summary>
    /// The text with each character that a terminal acts upon instead of showing it (control characters, line separators, marks that turn
    /// the direction of writing or take no room, halves of characters, the fifth mark upon a letter) shown as <c>?</c>: none moves the
    /// cursor, and none hides what stands beside it.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsPlain(text))
            return text;
        var shown = new StringBuilder(text.Length);
        var marks = 0;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            marks = isWhole && IsMark(rune) ? marks + 1 : 0;
            if (isWhole && IsShown(rune) && marks <= MaxMarks)
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

    /// <summary>A name or a URL for a sentence: of a very long one the beginning.</summary>
    /// <param name="text">The text.</param>
    internal static string Cut(string text) => Beginning(text, LongestName);

    /// <summary>A text for a sentence: of a long one the beginning.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">So many characters are kept.</param>
    internal static string Beginning(string text, int longest) => text.Length <= longest ? text
        // Not through the middle of a character.
        : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)].TrimEnd() + "…";

    /// <summary>The items of a list, a line for each, fit for a terminal.</summary>
    /// <param name="items">The items; null stands for none.</param>
    public static string Lines(IEnumerable<object>? items) => string.Join('\n', Texts(items ?? []));

    private static IEnumerable<string> Texts(IEnumerable<object> items) => items.Select(item => Text(item.ToString() ?? ""));

    /// <summary>Whether a terminal shows a character, and does nothing else.</summary>
    /// <param name="rune">The character.</param>
    internal static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.EnclosingMark)
        && !Array.Exists(Unseen, range => rune.Value >= range.First && rune.Value <= range.Last);

    /// <summary>Whether a text is shown as it is.</summary>
    /// <param name="text">The text.</param>
    internal static bool IsShown(string text) => IsPlain(text) || Text(text) == text;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

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
