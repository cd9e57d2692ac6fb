using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>A YAML or JSON file of settings, in which nothing may be misspelt.</summary>
internal sealed class SettingsFile
{
    private readonly string _path;

    private SettingsFile(string path, YamlNode root)
    {
        _path = path;
        Root = root;
    }

    public YamlNode Root { get; }

    /// <exception cref="PkiProblemException">The file cannot be read.</exception>
    public static SettingsFile Read(string path, CancellationToken cancellation)
    {
        using var bytes = FileBytes.Read(path, cancellation);
        if (bytes.ProblemId is { } id)
            throw Problem(path, id, bytes.Reason!, 0);
        return Parse(bytes.Span, path, cancellation);
    }

    /// <exception cref="PkiProblemException">This is no YAML.</exception>
    public static SettingsFile Parse(ReadOnlySpan<byte> bytes, string path, CancellationToken cancellation)
    {
        try
        {
            var text = YamlText.Parse(StrictUtf8.GetString(bytes), cancellation);
            if (text.Documents.Count > 1)
                throw Problem(path, PkiProblemId.MalformedPolicyInput, "it contains more than one document", text.Documents[1].Line);
            return new SettingsFile(path, text.Root ?? throw Problem(path, PkiProblemId.MalformedPolicyInput, "it is empty", 1));
        }
        catch (DecoderFallbackException e)
        {
            throw Problem(path, PkiProblemId.MalformedPolicyInput, "this is not UTF-8", new LineCounter(bytes).At(Math.Max(0, e.Index)));
        }
        catch (YamlFormatException e)
        {
            throw Problem(path, PkiProblemId.MalformedYaml, $"this is not YAML: {e.Reason}", e.Line);
        }
    }

    /// <summary>A mapping that has none but these keys, each once.</summary>
    /// <exception cref="PkiProblemException">It is something else.</exception>
    public YamlMapping Mapping(YamlNode node, params string[] keys)
    {
        if (node is not YamlMapping mapping)
            throw Wrong(node, $"a mapping of {string.Join(", ", keys)} is expected here");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            var key = (entry.Key as YamlScalar)?.Value ?? "";
            if (!keys.Contains(key))
                throw Wrong(entry.Key, $"unknown key '{Printable.Text(key)}'. Valid keys: {string.Join(", ", keys)}");
            if (!seen.Add(key))
                throw Wrong(entry.Key, $"'{key}' occurs twice");
        }
        return mapping;
    }

    /// <summary>The texts of a list, or one text; none without the key.</summary>
    /// <exception cref="PkiProblemException">One of them is not what it should be.</exception>
    public TextList Texts(YamlMapping mapping, string key, Func<string, bool> isGood, string complaint)
    {
        var node = mapping[key];
        if (node is null)
            return TextList.Empty;
        var items = node is YamlSequence sequence ? sequence.Items : [node];
        if (items.Count == 0)
            throw Wrong(node, $"{key} is empty: remove it or specify a value");
        return TextList.From(items.Select(item => Checked(item, key, isGood, complaint)));
    }

    /// <summary>A text; null without the key.</summary>
    /// <exception cref="PkiProblemException">It is not what it should be.</exception>
    public string? Text(YamlMapping mapping, string key, Func<string, bool> isGood, string complaint) =>
        mapping[key] is { } node ? Checked(node, key, isGood, complaint) : null;

    /// <summary>A boolean; false without the key.</summary>
    /// <exception cref="PkiProblemException">It is none.</exception>
    public bool Truth(YamlMapping mapping, string key) =>
        mapping[key] is { } node && ((node as YamlScalar)?.AsBoolean() ?? throw Wrong(node, $"{key} must be true or false"));

    /// <summary>An error that points to a node.</summary>
    public PkiProblemException Wrong(YamlNode node, string reason) => Problem(_path, PkiProblemId.MalformedPolicyInput, reason, node.Line);

    private string Checked(YamlNode node, string key, Func<string, bool> isGood, string complaint)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            throw Wrong(node, $"{key} must be a string");
        return isGood(scalar.Value) ? scalar.Value : throw Wrong(node, $"{key}: '{Printable.Text(scalar.Value)}' {complaint}");
    }

    private static PkiProblemException Problem(string path, string id, string reason, int line) =>
        new(KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, reason, line));
}
