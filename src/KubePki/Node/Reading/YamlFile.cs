using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>Reads configuration files of a node as YAML.</summary>
internal static class YamlFile
{
    /// <summary>The text as nodes; null with a problem when it is none.</summary>
    public static YamlText? Parse(NodeFile file, ReadOnlySpan<byte> bytes, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        try
        {
            return YamlText.Parse(StrictUtf8.GetString(bytes), cancellation);
        }
        catch (DecoderFallbackException e)
        {
            var line = new LineCounter(bytes).At(e.Index);
            problems.Add(file.Problem(PkiProblemId.MalformedYaml, "this is not UTF-8", line, e.Index, "yaml: invalid leading UTF-8 octet"));
        }
        catch (YamlFormatException e)
        {
            problems.Add(file.Problem(PkiProblemId.MalformedYaml, $"this is not YAML: {e.Reason}", e.Line));
        }
        return null;
    }

    /// <summary>Reads a file that need not be there; null when it is not, or with a problem when it is broken.</summary>
    public static YamlText? Read(NodeFile file, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        if (!file.Exists)
            return null;
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
            problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
        return bytes.Span.IsEmpty ? null : Parse(file, bytes.Span, problems, cancellation);
    }
}
