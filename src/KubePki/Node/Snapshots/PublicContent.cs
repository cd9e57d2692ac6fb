using System.Text;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Node.Reading.Kubeconfigs;
using KubePki.Pki.X509;
using KubePki.Yaml;

namespace KubePki.Node.Snapshots;

/// <summary>
/// Makes of a file's content what a snapshot holds of it. What a content is, it says itself; what is none of the known kinds is left out.
/// </summary>
internal sealed partial class PublicContent(NodeFiles files, CancellationToken cancellation)
{
    private const string Unknown = "its content is not part of the snapshot";

    private readonly Disguise _disguise = new();

    /// <summary>The public content of a file; null with the reason, in words, where there is none.</summary>
    public byte[]? Of(string realNodePath, ReadOnlySpan<byte> content, out string? reason)
    {
        reason = null;
        if (content.IsEmpty)
            return [];
        var result = OfPath(realNodePath, content) ?? OfKind(realNodePath, content, ref reason);
        if (result is null)
            reason ??= Unknown;
        return result;
    }

    // Four small files that say what the machine is.
    private static byte[]? OfPath(string path, ReadOnlySpan<byte> content) => path switch
    {
        "/etc/hostname" or "/etc/timezone" => Lines(content, WordLine()),
        "/etc/adjtime" => Lines(content, ClockLine()),
        "/etc/passwd" => Accounts(content),
        _ => null,
    };

    private byte[]? OfKind(string path, ReadOnlySpan<byte> content, ref string? reason)
    {
        if (PkiFileParser.LooksLikeDer(content))
            return IsPublicDer(content) ? content.ToArray() : null;
        var isPem = PemScanner.LooksLikePem(content);
        if (isPem && !KubeconfigReader.LooksLikeKubeconfig(content) && !content.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("{"u8)
            && content.IndexOf("apiVersion"u8) < 0)
            return PublicPem.Of(content, cancellation);
        var problems = new List<PkiProblem>();
        var yaml = YamlFile.Parse(files.At(path), content, problems, cancellation, isFirstEnough: true);
        if (yaml is { Root: YamlMapping or YamlSequence })
            return new PublicYaml(_disguise, cancellation).Of(yaml);
        var text = Encoding.UTF8.GetString(content);
        if (PublicLines.Are(text))
            return Encoding.UTF8.GetBytes(new PublicLines(_disguise).Of(text));
        reason = problems.FirstOrDefault() is { } problem ? problem.Line > 0
            ? FormattableString.Invariant($"{problem.Reason} (line {problem.Line} on the node)") : problem.Reason : null;
        return null;
    }

    private bool IsPublicDer(ReadOnlySpan<byte> der)
    {
        var content = PkiFileParser.Parse(der, cancellation);
        return content.Store is null && content.Keys.TrueForAll(key => !key.IsPrivate) && PublicPem.IsOneElement(der)
            && (content.Keys.Count + content.Certificates.Count > 0 || content.Requests.Exists(PublicPem.HasNoPassword));
    }

    private static byte[] Lines(ReadOnlySpan<byte> content, Regex form) => Encoding.UTF8.GetBytes(string.Concat(
        Encoding.UTF8.GetString(content).Split('\n').Where(line => form.IsMatch(line.Trim())).Take(8).Select(line => line.Trim() + "\n")));

    // Whose files are trusted is read here, and nothing else.
    private static byte[] Accounts(ReadOnlySpan<byte> content) => Encoding.UTF8.GetBytes(string.Concat(
        Encoding.UTF8.GetString(content).Split('\n').Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && PkiLayouts.ServiceAccounts.Contains(fields[0]) && NumberForm().IsMatch(fields[2])
                && NumberForm().IsMatch(fields[3]))
            .Select(fields => $"{fields[0]}:x:{fields[2]}:{fields[3]}:::\n")));

    [GeneratedRegex(@"^[A-Za-z0-9._/+-]{1,253}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WordLine();

    [GeneratedRegex(@"^(?:[-0-9. ]+|UTC|LOCAL)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ClockLine();

    [GeneratedRegex("^[0-9]{1,10}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NumberForm();
}
