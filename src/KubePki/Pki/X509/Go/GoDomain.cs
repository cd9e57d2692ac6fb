namespace KubePki.Pki.X509.Go;

/// <summary>Domain names as Go's name constraints take them apart.</summary>
internal static class GoDomain
{
    /// <summary>Whether every label is there and printable; no trailing dot, and since Go 1.23 no leading one.</summary>
    public static bool IsValid(string domain, GoVersion go)
    {
        if (domain.Length == 0)
            return true;
        if (go.Minor < 23 && domain[0] == '.')
            domain = domain[1..];
        foreach (var label in domain.Split('.'))
        {
            if (label.Length == 0 || label.AsSpan().ContainsAnyExceptInRange('!', '~'))
                return false;
        }
        return true;
    }
}
