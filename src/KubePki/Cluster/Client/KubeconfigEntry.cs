using KubePki.Node.Reading;
using KubePki.Yaml;

namespace KubePki.Cluster.Client;

/// <summary>A cluster, user or context of a kubeconfig, and the file that it stands in.</summary>
internal sealed record KubeconfigEntry(string File, string Name, string Kind, YamlNode? Node, int Line)
{
    public string? Text(string key) => Node.Filled(key)?.Value;

    public IReadOnlyList<YamlNode> Items(string key) => Node?.Items(key) ?? [];

    public bool IsTrue(string key) => Node?.At(key) is YamlScalar scalar && scalar.AsBoolean() == true;

    /// <summary>A path, which is relative to the file's directory; null when there is none.</summary>
    public string? PathAt(string key) =>
        Text(key) is { } path ? Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!) : null;

    /// <summary>The bytes of a base64 field; null when there is none.</summary>
    /// <exception cref="ClusterException">It is not base64.</exception>
    public byte[]? DataAt(string key)
    {
        if (Node.Filled(key) is not { } data)
            return null;
        try
        {
            return Convert.FromBase64String(data.Value);
        }
        catch (FormatException)
        {
            // The exception of .NET may quote what it could not read.
            throw Error($"the {key} is not base64", data.Line);
        }
    }

    /// <summary>An address with a scheme; null when there is none.</summary>
    /// <exception cref="ClusterException">It is none of these schemes.</exception>
    public Uri? UriAt(string key, params string[] schemes)
    {
        if (Node.Filled(key) is not { } text)
            return null;
        return Uri.TryCreate(text.Value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.Host.Length > 0
            ? uri : throw Error($"the {key} is not a valid {string.Join(" or ", schemes)} URL", text.Line);
    }

    /// <summary>What is wrong with this entry, with its place.</summary>
    public ClusterException Error(string reason, int line = 0) =>
        new(ClusterProblemId.BadKubeconfig, FormattableString.Invariant($"{File}:{(line > 0 ? line : Line)}: {Kind} {Name}: {reason}"));
}
