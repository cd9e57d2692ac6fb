namespace KubePki.Pki.X509;

/// <summary>The parts of a URI that escape different characters.</summary>
internal enum UrlPart
{
    Path,
    User,
    Host,
    Zone,
    Fragment,
}
