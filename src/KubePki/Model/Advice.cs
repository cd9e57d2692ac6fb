using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace KubePki.Model;

/// <summary>
/// What people are told to do: words and commands, written as an interpolated string. Every value in it becomes a word that a shell takes
/// as it is (<see cref="ShellWord"/>), so that pasting advice about a file with a hostile name runs nothing. There is no way from a string
/// to it but this one.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Advice
{
    // A letter that looks like an apostrophe: one in our own words would begin a quotation, and turn those of the values inside out.
    private const char Apostrophe = '\u02bc';

    private readonly StringBuilder _text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">How long the words are.</param>
    /// <param name="formattedCount">How many values there are.</param>
    public Advice(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>No words at all.</summary>
    public static Advice Nothing => Of($"");

    /// <summary>Whether there are no words.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>
    /// Advice as a value of its own: an interpolated string becomes advice where it is asked for as such, and here it is.
    /// </summary>
    /// <param name="advice">The interpolated string.</param>
    public static Advice Of(Advice advice) => advice;

    /// <summary>Several pieces of advice, with something between.</summary>
    /// <param name="separator">What stands between.</param>
    /// <param name="parts">The pieces.</param>
    public static Advice Join(string separator, IEnumerable<Advice> parts)
    {
        var joined = Nothing;
        foreach (var part in parts)
            joined._text.Append(joined.IsEmpty ? "" : separator).Append(part._text);
        return joined;
    }

    /// <summary>Values in a sentence, each a word, with something between.</summary>
    /// <param name="separator">What stands between.</param>
    /// <param name="values">The values.</param>
    public static Advice List(string separator, IEnumerable<string> values) => Join(separator, values.Select(value => Of($"{value}")));

    /// <summary>Advice that was made before, and written down.</summary>
    /// <param name="advice">The text of advice; nothing else.</param>
    public static Advice Written(string advice)
    {
        var again = new Advice(advice?.Length ?? 0, 0);
        again._text.Append(advice);
        return again;
    }

    /// <summary>A name as the first word behind a command, with a blank in front; nothing where it would be taken for an option.</summary>
    /// <param name="name">The name; null stands for an empty one.</param>
    public static Advice? FirstWord(string? name) => IsOption(name) ? null : Of($" {name ?? ""}");

    /// <summary>The same name behind all options, where it could not be the first word.</summary>
    /// <param name="name">The name.</param>
    public static Advice? LastWord(string? name) => IsOption(name) ? Of($" -- ").Append(ShellWord.AsIs(name!)) : null;

    /// <summary>Words of ours. Called by the compiler.</summary>
    /// <param name="words">The words.</param>
    public void AppendLiteral(string words) => _text.Append(words.Replace('\'', Apostrophe));

    /// <summary>A value. Called by the compiler.</summary>
    /// <param name="value">The value.</param>
    public void AppendFormatted(string? value) => _text.Append(ShellWord.Of(value ?? ""));

    /// <summary>Advice within advice. Called by the compiler.</summary>
    /// <param name="advice">The advice; null stands for none.</param>
    public void AppendFormatted(Advice? advice) => _text.Append(advice?._text);

    /// <summary>Values, each a word, with blanks between. Called by the compiler.</summary>
    /// <param name="values">The values.</param>
    public void AppendFormatted(IEnumerable<string> values) => _text.AppendJoin(' ', values.Select(ShellWord.Of));

    /// <summary>A number. Called by the compiler.</summary>
    /// <param name="number">The number.</param>
    public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    /// <summary>A value with its source, of which the value counts. Called by the compiler.</summary>
    /// <param name="value">The value.</param>
    public void AppendFormatted(SpecValue value) => AppendFormatted(value?.Value);

    /// <summary>The words.</summary>
    public override string ToString() => _text.ToString();

    private static bool IsOption(string? name) => name?.StartsWith('-') == true;

    private Advice Append(string words)
    {
        _text.Append(words);
        return this;
    }
}
