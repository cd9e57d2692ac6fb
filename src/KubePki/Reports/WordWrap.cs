namespace KubePki.Reports;

/// <summary>Breaks text into lines: between words, and within long paths, names and URLs behind a mark that divides them.</summary>
public static class WordWrap
{
    // Below this nothing is divided but by blanks.
    private const int Long = 20;

    private static readonly char[] Marks = ['/', ':', ',', '@', '=', '-'];

    /// <summary>The length of the longest word.</summary>
    /// <param name="text">The text.</param>
    internal static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);

    /// <summary>The length of the longest piece that is not broken.</summary>
    /// <param name="text">The text.</param>
    internal static int LongestPiece(string text) => text.Split(' ').SelectMany(word => Pieces(word)).Max(piece => piece.Length);

    /// <summary>The lines of a text, each as long as there is room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The room. A piece that is longer is not broken.</param>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Lines(text, width, word => Pieces(word, Long));
    }

    /// <summary>The lines of a cell of a narrow table: nothing is longer than the room if there is any place to divide it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The room.</param>
    public static IReadOnlyList<string> Narrow(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Lines(text, width, word => Pieces(word, width)
            .SelectMany(piece => Finer(piece, width, at => piece[at] is ':' or '-' or '_'))
            .SelectMany(piece => Finer(piece, width, at => piece[at] == '.'))
            .SelectMany(piece => Finer(piece, width, at => IsHump(piece, at))));
    }

    private static List<string> Lines(string text, int width, Func<string, IEnumerable<string>> pieces)
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
            foreach (var piece in word.Length <= width ? [word] : pieces(word))
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

    // A mark at the very beginning divides nothing, nor does a colon before a digit: that is a time or a port.
    private static IEnumerable<string> Pieces(string word, int shortest = Long) => word.Length <= shortest ? [word] : Split(word,
        at => Marks.Contains(word[at]) && !Marks.Contains(word[at + 1]) && !(word[at] is ':' or '-' && char.IsAsciiDigit(word[at + 1])));

    private static IEnumerable<string> Finer(string piece, int width, Func<int, bool> isEnd) =>
        piece.Length <= width ? [piece] : Split(piece, isEnd);

    // The last letter of a part of a name such as MissingSubjectAltName.
    private static bool IsHump(string word, int at) => char.IsAsciiLetterLower(word[at]) && char.IsAsciiLetterUpper(word[at + 1]);

    private static IEnumerable<string> Split(string word, Func<int, bool> isEnd)
    {
        var start = 0;
        for (var at = 1; at < word.Length - 1; at++)
        {
            if (!isEnd(at))
                continue;
            yield return word[start..(at + 1)];
            start = at + 1;
        }
        yield return word[start..];
    }
}
