using System.Text;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Yaml;

namespace KubePki.Node.Reading;

/// <summary>Reads configuration files of a node as YAML.</summary>
internal static class YamlFile
{
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>
    /// The text as nodes; null with a problem when it is none. When its first document is enough, the others may be broken.
    /// </summary>
    public static YamlText? Parse(NodeFile file, ReadOnlySpan<byte> bytes, ICollection<PkiProblem> problems,
        CancellationToken cancellation, bool isFirstEnough = false)
    {
        var text = "";
        try
        {
            text = GetString(bytes);
            return YamlText.Parse(text, cancellation);
        }
        catch (DecoderFallbackException e)
        {
            var line = new LineCounter(bytes).At(e.Index);
            problems.Add(file.Problem(PkiProblemId.MalformedYaml, "this is not UTF-8", line, e.Index, "yaml: invalid leading UTF-8 octet"));
        }
        catch (YamlFormatException e)
        {
            if (isFirstEnough && FirstDocument(text) is { } first)
                return Parse(file, StrictUtf8.GetBytes(first), problems, cancellation);
            problems.Add(file.Problem(PkiProblemId.MalformedYaml, $"this is not YAML: {e.Reason}", e.Line, goError: GoErrorOf(text, e)));
        }
        return null;
    }

    // Kubernetes' YAML library knows UTF-16 by its byte order mark (yaml/v2, readerc.go).
    private static string GetString(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xff, 0xfe, ..] => LittleEndian.GetString(bytes),
        [0xfe, 0xff, ..] => BigEndian.GetString(bytes),
        _ => StrictUtf8.GetString(bytes),
    };

    // What stands before the line that starts the second document; null when there is only one.
    private static string? FirstDocument(string text)
    {
        var hasContent = false;
        var offset = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var isMark = line.StartsWith("---") && (line.Length == 3 || line[3] is ' ' or '\t');
            if (isMark && hasContent)
                return text[..offset];
            hasContent |= !isMark && line.TrimStart() is not ([] or ['#' or '%' or '\uFEFF', ..]);
            offset += line.Length;
            offset += text.AsSpan(offset).StartsWith("\r\n") ? 2 : 1;
        }
        return null;
    }

    private static string? GoErrorOf(string text, YamlFormatException error)
    {
        var line = text.Split('\n').ElementAtOrDefault(error.Line - 1);
        return line is not null && error.Column <= line.Length && line[error.Column - 1] is '\t' or '@' or '`' or '%'
            ? FormattableString.Invariant($"yaml: line {error.Line}: found character that cannot start any token") : null;
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
