using KubePki.Model;

namespace KubePki.Node.Reading;

/// <summary>Takes command lines of Go programs apart.</summary>
internal static class CommandLineFlags
{
    /// <summary>The flags among words: <c>--name=value</c>, <c>--name value</c>, <c>--name</c> (true).</summary>
    public static List<NodeSetting> Read(IReadOnlyList<(string Word, string Path, int Line)> words)
    {
        var flags = new List<NodeSetting>();
        for (var i = 0; i < words.Count; i++)
        {
            var (word, path, line) = words[i];
            if (!word.StartsWith('-'))
                continue;
            var name = word.TrimStart('-');
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                flags.Add(new NodeSetting(name[..equals], name[(equals + 1)..], path, line));
            else if (i + 1 < words.Count && !words[i + 1].Word.StartsWith('-'))
                flags.Add(new NodeSetting(name, words[++i].Word, path, line));
            else
                flags.Add(new NodeSetting(name, "true", path, line));
        }
        return flags;
    }
}
