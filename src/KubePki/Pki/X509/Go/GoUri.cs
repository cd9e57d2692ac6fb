namespace KubePki.Pki.X509.Go;

/// <summary>What Go says of a URI in a subject alternative name.</summary>
internal static class GoUri
{
    /// <summary>Go's complaint with the prefix of crypto/x509, or null.</summary>
    public static string? Check(string uri, GoVersion go)
    {
        var url = GoUrl.Parse(uri, go, out var error);
        if (url is null)
            return $"x509: cannot parse URI {GoText.Quote(uri)}: {error}";
        return url.Host.Length > 0 && !GoDomain.IsValid(url.Host, go)
            ? $"x509: cannot parse URI {GoText.Quote(uri)}: invalid domain"
            : null;
    }
}
