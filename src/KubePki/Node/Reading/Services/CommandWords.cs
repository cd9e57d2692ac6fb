using System.Text;

namespace KubePki.Node.Reading.Services;

/// <summary>Takes texts apart into words, as systemd does (systemd.service, "Command lines"). No shell is asked.</summary>
internal static class CommandWords
{
    /// <summary>Words at spaces, quotes taken off.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var started = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\'')
            {
                word.Append(text[++i]);
                started = true;
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                started = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (started)
                    words.Add(word.ToString());
                word.Clear();
                started = false;
            }
            else
            {
                word.Append(c);
                started = true;
            }
        }
        if (started)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>
    /// The name of the variable that a whole word stands for, <c>$NAME</c> or <c>${NAME}</c>; null when it is no such word.
    /// </summary>
    public static string? VariableOf(string word) => word is ['$', not '$', ..] && NameAt(word, 1, out var end) is { Length: > 0 } name
        && end == word.Length ? name : null;

    /// <summary>Puts values in the place of <c>${NAME}</c> and <c>$NAME</c> within a word; what is not known becomes nothing.</summary>
    /// <param name="word">The word.</param>
    /// <param name="valueOf">The value of a variable; null when it has none.</param>
    /// <param name="limit">The length at which the work ends: values may be long, and come often.</param>
    public static string Substitute(string word, Func<string, string?> valueOf, int limit)
    {
        if (!word.Contains('$', StringComparison.Ordinal))
            return word;
        var text = new StringBuilder();
        for (var i = 0; i < word.Length && text.Length <= limit; i++)
        {
            if (word[i] != '$')
            {
                text.Append(word[i]);
                continue;
            }
            var name = NameAt(word, i + 1, out var end);
            text.Append(name.Length == 0 ? "$" : valueOf(name));
            // A doubled sign is one.
            i = name.Length == 0 && end < word.Length && word[end] == '$' ? end : end - 1;
        }
        return text.ToString();
    }

    private static string NameAt(string word, int start, out int end)
    {
        var isBraced = start < word.Length && word[start] == '{';
        var first = isBraced ? start + 1 : start;
        for (end = first; end < word.Length && (char.IsAsciiLetterOrDigit(word[end]) || word[end] == '_'); end++)
        {
            // On to the end of the name.
        }
        var name = word[first..end];
        if (isBraced && (end >= word.Length || word[end] != '}'))
        {
            end = start;
            return "";
        }
        end = isBraced ? end + 1 : end;
        return name;
    }
}
