namespace KubePki.Reports;

/// <summary>Breaks text into lines: between words, and within long paths, names and URLs behind a mark that divides them.</summary>
internal static class WordWrap
{
    // Below this nothing is divided but by blanks.
    private const int Long = 20;

    private static readonly char[] Marks = ['/', ':', ',', '@', '=', '-'];

    /// <summary>The length of the longest word.</summary>
    /// <param name="text">The text.</param>
    public static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);

    /// <summary>The length of the longest piece that is not broken.</summary>
    /// <param name="text">The text.</param>
    public static int LongestPiece(string text) => text.Split(' ').SelectMany(Pieces).Max(piece => piece.Length);

    /// <summary>The lines of a text, each as long as there is room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The room. A piece that is longer is not broken.</param>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split(' '))
        {
            var blank = line.Length == 0 ? "" : " ";
            if (line.Length + blank.Length + word.Length <= width)
            {
                line += blank + word;
                continue;
            }
            if (line.Length > 0)
                lines.Add(line);
            line = "";
            // A word is broken only where it has not even a line of its own.
            foreach (var piece in word.Length <= width ? [word] : Pieces(word))
            {
                if (line.Length > 0 && line.Length + piece.Length > width)
                {
                    lines.Add(line);
                    line = "";
                }
                line += piece;
            }
        }
        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word)
    {
        var start = 0;
        // A mark at the very beginning divides nothing, nor does a colon before a digit: that is a time or a port.
        for (var i = 1; word.Length > Long && i < word.Length - 1; i++)
        {
            if (!Marks.Contains(word[i]) || Marks.Contains(word[i + 1]) || (word[i] is ':' or '-' && char.IsAsciiDigit(word[i + 1])))
                continue;
            yield return word[start..(i + 1)];
            start = i + 1;
        }
        yield return word[start..];
    }
}
