using System.Text;
using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Node.Reading.Services;

/// <summary>
/// The flags that a Windows node's scripts give to kubelet: there are no units, and the parameters of a service (nssm, sc.exe) are in the
/// registry, but what starts or installs it is a script in <c>C:\k</c>. No script is run, and no shell is asked.
/// </summary>
internal static partial class WindowsScripts
{
    /// <summary>Where the images of sig-windows and of clouds keep them.</summary>
    public const string Directory = "/k";

    private const string Drive = "C:";

    // A script is for people; what is longer is none.
    private const int Longest = 1024 * 1024;

    private static readonly string[] Endings = [".ps1", ".cmd", ".bat"];

    /// <summary>The flags, in the order of the files' names.</summary>
    /// <param name="files">The node's files.</param>
    /// <param name="problems">Takes what went wrong.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static List<NodeSetting> Read(NodeFiles files, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        var flags = new List<NodeSetting>();
        if (!files.At(Directory).Exists)
            return flags;
        foreach (var name in NodeDirectory.List(files, Directory, problems).Where(name =>
            Endings.Any(ending => name.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))))
            flags.AddRange(In(files.In(Directory, name), problems, cancellation));
        return flags;
    }

    private static List<NodeSetting> In(NodeFile file, ICollection<PkiProblem> problems, CancellationToken cancellation)
    {
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
        {
            problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
            return [];
        }
        if (bytes.Span.Length > Longest)
            return [];
        var text = SystemDrive().Replace(TextOf(bytes.Span), Drive);
        return text.Contains("kubelet", StringComparison.OrdinalIgnoreCase) ? Flags(text, file.NodePath) : [];
    }

    private static List<NodeSetting> Flags(string text, string nodePath)
    {
        var (flags, line, counted) = (new List<NodeSetting>(), 1, 0);
        foreach (Match match in Flag().Matches(text))
        {
            line += text.AsSpan(counted, match.Index - counted).Count('\n');
            counted = match.Index;
            var value = match.Groups["value"].Value;
            // What a variable or a command gives is not known here.
            if (value.AsSpan().IndexOfAny('$', '%', '`') < 0)
                flags.Add(new NodeSetting(match.Groups["name"].Value, value, nodePath, line));
        }
        return flags;
    }

    // Windows PowerShell writes UTF-16; a byte that is no UTF-8 is in no flag that is looked for.
    private static string TextOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xff, 0xfe, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xfe, 0xff, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        _ => Encoding.UTF8.GetString(bytes),
    };

    [GeneratedRegex(@"\$env:SystemDrive|\$\{env:SystemDrive\}|%SystemDrive%", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SystemDrive();

    [GeneratedRegex(@"(?<![\w-])--(?<name>config|config-dir|kubeconfig|bootstrap-kubeconfig|cert-dir|hostname-override|node-ip"
        + @"|tls-cert-file|tls-private-key-file|client-ca-file|rotate-certificates|rotate-server-certificates|cluster-domain)"
        + @"(?:=|\s+|=?[""']\s*,\s*[""'])[""']?(?<value>[^\s""',;)]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Flag();
}
