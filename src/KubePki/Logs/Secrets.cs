using System.Text.RegularExpressions;

namespace KubePki.Logs;

/// <summary>Masks what must never be shown again, whoever wrote it into a log.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    public static string Mask(string text)
    {
        if (!Hint().IsMatch(text))
            return text;
        text = Pem().Replace(text, "-----BEGIN$1-----" + Hidden);
        text = WebToken().Replace(text, Hidden);
        text = User().Replace(text, "$1" + Hidden + "@");
        text = Header().Replace(text, "$1" + Hidden);
        text = Given().Replace(text, "$1" + Hidden);
        return BootstrapToken().Replace(text, "$1." + Hidden);
    }

    [GeneratedRegex("-----BEGIN|eyJ|[Bb]earer |[Tt]oken|[Pp]assword|[Bb]asic |key-data|[Kk]ey|[Ss]ecret=|://[^/ ]*@",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hint();

    [GeneratedRegex("-----BEGIN([A-Z ]{0,40}PRIVATE KEY)-----.*", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pem();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex WebToken();

    [GeneratedRegex(
        """((?:[Bb]earer|[Bb]asic) +|(?:[Tt]oken|[Pp]assword|client-key-data|certificate-key|"""
            + """certificateKey)"?(?: *[=:] *| +)"?)[A-Za-z0-9+/=._~-]{16,}""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    // What stands before the host of a URL.
    [GeneratedRegex("""(://)[^\s"'<>]*?:[^\s"'<>]*@(?=[A-Za-z0-9\[])""", RegexOptions.CultureInvariant)]
    private static partial Regex User();

    // However short: a password, and what a URL's query hands over.
    [GeneratedRegex("""([Pp]assword"?[=:] *"?|[?&][\w.-]*(?:[Tt]oken|[Ss]ecret)=)(?!\*)[^\s"'&,;]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Given();

    [GeneratedRegex(@"\b([a-z0-9]{6})\.[a-z0-9]{16}\b", RegexOptions.CultureInvariant)]
    private static partial Regex BootstrapToken();
}
