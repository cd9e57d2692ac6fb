namespace KubePki.Pki.Verification;

/// <summary>The kinds of names that name constraints are held against, at their context tags (RFC 5280, 4.2.1.6).</summary>
internal enum NameForm
{
    Email = 1,
    Dns = 2,
    Uri = 6,
    Address = 7,
}
