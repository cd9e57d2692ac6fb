using System.Text.RegularExpressions;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Services;

namespace KubePki.Node.Snapshots;

/// <summary>
/// The words of a command line that a snapshot shows: programs that are known, paths, names of flags, and the values of the flags that the
/// diagnosis asks for. Every other word is hidden, whatever it is called: a list of what is public cannot miss a secret.
/// </summary>
internal sealed partial class PublicWords(Disguise disguise)
{
    private const int MaxDepth = 2;

    private static readonly string[] Programs =
        ["sh", "bash", "dash", "ash", "exec", "docker", "podman", "run", "start", "server", "agent", "controller", "worker", "kubelite"];

    private static readonly HashSet<string> Flags =
    [
        .. ComponentFlags.All.SelectMany(row => new[] { row.Flag, row.KeyFlag }).OfType<string>(),
        .. KubeletSetting.All.Select(setting => setting.Flag), .. EtcdFiles.Fields.Select(field => field.Flag),
        "advertise-address", "anonymous-auth", "authentication-kubeconfig", "authorization-kubeconfig", "authorization-mode",
        "bind-address", "bootstrap-kubeconfig", "cert-dir", "client-cert-auth", "cloud-provider", "cluster-cidr", "cluster-name",
        "cluster-signing-duration",
        "config", "config-dir", "config-file", "container-runtime-endpoint", "enable-bootstrap-token-auth", "etcd-servers",
        "experimental-cluster-signing-duration", "hostname-override", "kubeconfig", "leader-elect", "master", "node-ip",
        "peer-client-cert-auth", "requestheader-allowed-names", "requestheader-extra-headers-prefix", "requestheader-group-headers",
        "requestheader-username-headers", "root-dir", "secure-port", "service-account-issuer", "service-cluster-ip-range",
        "use-service-account-credentials",
    ];

    private static readonly HashSet<string> Variables = [.. EtcdFiles.Fields.Select(field => VariableOf(field.Flag))];

    /// <summary>Whether a name is one that variables have; the directives of units have small letters.</summary>
    public static bool IsVariable(string name) => VariableName().IsMatch(name);

    /// <summary>The words of one command, in order.</summary>
    public IEnumerable<string> Of(IEnumerable<string> words) => Of(words, 0);

    /// <summary>An assignment to a variable.</summary>
    public string Assignment(string text) => Assignment(text, 0);

    private IEnumerable<string> Of(IEnumerable<string> words, int depth)
    {
        string? flag = null;
        foreach (var word in words)
        {
            if (flag is not null && !word.StartsWith('-'))
            {
                // Behind a flag without a value stands the program.
                yield return IsShown(word) ? word : ValueOf(flag, word);
                flag = null;
                continue;
            }
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? word : word[..equals]).TrimStart('-');
            flag = word.StartsWith('-') && equals < 0 && FlagName().IsMatch(name) ? name : null;
            yield return flag is not null ? word
                : word.StartsWith('-') && FlagName().IsMatch(name) ? $"{word[..equals]}={ValueOf(name, word[(equals + 1)..])}"
                : word.Any(char.IsWhiteSpace) ? Script(word, depth)
                : Assigned().IsMatch(word) ? Assignment(word, depth)
                : IsShown(word) ? word : disguise.Of(word);
        }
    }

    private string Assignment(string text, int depth)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !IsVariable(text[..equals]))
            return disguise.Of(text);
        var (name, value) = (text[..equals], text[(equals + 1)..]);
        return $"{name}=" + (value.Length == 0 ? ""
            : Variables.Contains(name) ? PublicValue.Of(value) ?? disguise.Of(value)
            : value.StartsWith('-') ? Script(value, depth)
            : PublicValue.IsOfSystem(value) && !SecretName().IsMatch(name) ? value : disguise.Of(value));
    }

    private string Script(string text, int depth) =>
        depth == MaxDepth ? disguise.Of(text) : string.Join(' ', Of(CommandWords.Split(text), depth + 1));

    private string ValueOf(string flag, string value) => value is "" or "true" or "false" || CommandWords.VariableOf(value) is not null
        ? value : (Flags.Contains(flag) ? PublicValue.Of(value) : null) ?? disguise.Of(value);

    private static bool IsShown(string word) => CommandWords.VariableOf(word) is not null || Programs.Contains(word)
        || ComponentPrograms.Words.Contains(word) || PublicValue.IsOfSystem(word);

    private static string VariableOf(string flag) => EtcdFiles.VariablePrefix + flag.Replace('-', '_').ToUpperInvariant();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FlagName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}=", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Assigned();

    [GeneratedRegex("^[A-Z_][A-Z0-9_]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();

    [GeneratedRegex("PASS|PW|SECRET|TOKEN|KEY|CRED|USER|AUTH", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
