namespace KubePki.Yaml;

/// <summary>A stretch of a text, in UTF-16 characters: <c>text[span.Start..span.End]</c>.</summary>
/// <param name="Start">The offset of the first character.</param>
/// <param name="End">The offset behind the last character; equal to <paramref name="Start"/> when nothing is written there.</param>
public readonly record struct YamlSpan(int Start, int End)
{
    /// <summary>How many characters the stretch has.</summary>
    public int Length => End - Start;

    /// <summary>The stretch as a half-open range, such as <c>[3..7)</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Start}..{End})");
}
