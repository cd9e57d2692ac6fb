using System.Text.RegularExpressions;

namespace KubePki.Node.Snapshots;

/// <summary>Hides what is secret in a text that is shown otherwise: command lines, URLs, values of environments.</summary>
internal sealed partial class SecretWords(Disguise disguise)
{
    /// <summary>The text without its secrets.</summary>
    public string Hide(string text)
    {
        text = Flag().Replace(text, match => IsOfFile(match.Groups["name"].Value) ? match.Value
            : match.Groups["start"].Value + disguise.Of(match.Groups["value"].Value));
        text = Credentials().Replace(text, match => $"://{disguise.Of(match.Groups["user"].Value)}@");
        text = Signed().Replace(text, match => disguise.OfToken(match.Value));
        text = Bootstrap().Replace(text, match => disguise.Of(match.Value));
        return Bearer().Replace(text, match => match.Groups["start"].Value + disguise.Of(match.Groups["value"].Value));
    }

    /// <summary>Whether a name is that of a secret, and not of a file that holds one.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name) && !IsOfFile(name);

    /// <summary>Whether a word is a flag whose value is secret and is the next word.</summary>
    public static bool IsSecretFlag(string? word) =>
        word is ['-', ..] && !word.Contains('=', StringComparison.Ordinal) && IsSecretName(word.TrimStart('-'));

    private static bool IsOfFile(string name) => OfFile().IsMatch(name);

    private const string Names = "(?:token|password|passwd|secret|passphrase|credential|api[-_]?key|datastore[-_]endpoint|authorization"
        + "|auth$|header)";

    [GeneratedRegex("(?<start>--?(?<name>[A-Za-z0-9_-]*" + Names + "[A-Za-z0-9_-]*)(?:=|\\s+))(?<value>\"[^\"]*\"|'[^']*'|[^\\s\"']+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Flag();

    [GeneratedRegex(Names, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();

    [GeneratedRegex("(?:file|path|dir|ttl|audiences?|issuer|webhook[-a-z]*|allowed-names|header(?:-names|s-prefix|s)?|key|private-key)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OfFile();

    [GeneratedRegex(@"://(?<user>[^/\s@""']+)@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Signed();

    // kubeadm's bootstrap tokens.
    [GeneratedRegex(@"\b[a-z0-9]{6}\.[a-z0-9]{16}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Bootstrap();

    [GeneratedRegex(@"(?<start>\b(?:Bearer|Basic)\s+)(?<value>[^\s""']+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();
}
