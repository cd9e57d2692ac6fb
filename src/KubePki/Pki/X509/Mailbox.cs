using System.Text;
using KubePki.Pki.X509.Go;

namespace KubePki.Pki.X509;

/// <summary>A mail address taken apart (RFC 2821, 4.1.2, with the leniency of RFC 3696 that Go has).</summary>
/// <param name="Local">What stands before the @, without quotes and escapes.</param>
/// <param name="Domain">What stands behind it.</param>
internal readonly record struct Mailbox(string Local, string Domain)
{
    private const string AtomSigns = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Takes an address apart; one character stands for each byte.</summary>
    public static bool TryParse(string text, GoVersion go, out Mailbox mailbox)
    {
        mailbox = default;
        var local = new StringBuilder();
        var rest = text.AsSpan();
        if (rest is ['"', ..] ? !TryQuoted(ref rest, local) : !TryAtoms(ref rest, local))
            return false;
        if (rest is not ['@', ..])
            return false;
        var domain = rest[1..].ToString();
        // Up to Go 1.26 a second @ was part of the domain.
        if (!GoDomain.IsValid(domain, go) || (go.Minor >= 27 && domain.Contains('@', StringComparison.Ordinal)))
            return false;
        mailbox = new Mailbox(local.ToString(), domain);
        return true;
    }

    private static bool TryQuoted(ref ReadOnlySpan<char> rest, StringBuilder local)
    {
        rest = rest[1..];
        while (!rest.IsEmpty)
        {
            var c = rest[0];
            rest = rest[1..];
            if (c == '"')
                return true;
            if (c == '\\')
            {
                if (rest.IsEmpty || rest[0] is not ((>= '\x01' and <= '\t') or '\v' or '\f' or (>= '\x0e' and <= '\x7f')))
                    return false;
                c = rest[0];
                rest = rest[1..];
            }
            else if (c is not ((>= '\x01' and <= '\b') or '\v' or '\f'
                or (>= '\x0e' and <= '!') or (>= '#' and <= '[') or (>= ']' and <= '\x7f')))
            {
                return false;
            }
            local.Append(c);
        }
        return false;
    }

    private static bool TryAtoms(ref ReadOnlySpan<char> rest, StringBuilder local)
    {
        while (!rest.IsEmpty)
        {
            if (rest[0] == '\\')
            {
                rest = rest[1..];
                if (rest.IsEmpty)
                    return false;
            }
            else if (!char.IsAsciiLetterOrDigit(rest[0]) && !AtomSigns.Contains(rest[0], StringComparison.Ordinal))
            {
                break;
            }
            local.Append(rest[0]);
            rest = rest[1..];
        }
        var atoms = local.ToString();
        return atoms.Length > 0 && atoms[0] != '.' && atoms[^1] != '.' && !atoms.Contains("..", StringComparison.Ordinal);
    }
}
