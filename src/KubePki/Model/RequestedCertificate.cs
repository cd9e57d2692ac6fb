namespace KubePki.Model;

/// <summary>
/// A certificate that is asked for from a CA whose key is elsewhere: the request, and how it must be signed. No key is in it.
/// </summary>
public sealed record RequestedCertificate
{
    /// <summary>What it is for, as a name of the layout table: <c>apiserver</c>, <c>admin.conf</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The request's file (PKCS#10), as a path of this machine.</summary>
    public required string Path { get; init; }

    /// <summary>The file of its key, as a path of this machine; it stays here.</summary>
    public required string KeyPath { get; init; }

    /// <summary>Whether that is a key that the node had already.</summary>
    public bool KeepsKey { get; init; }

    /// <summary>The kind of the key: <c>RSA2048</c>, <c>P256</c>; null for one that the node had already.</summary>
    public string? KeyAlgorithm { get; init; }

    /// <summary>Where the certificate goes on the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The subject that it must have (RFC 2253).</summary>
    public required string Subject { get; init; }

    /// <summary>The names and addresses that it must have, with their kinds: <c>DNS:kubernetes</c>, <c>IP:10.96.0.1</c>.</summary>
    public TextList Names { get; init; } = TextList.Empty;

    /// <summary>The key usages that it must have, by their names in RFC 5280; critical.</summary>
    public TextList KeyUsages { get; init; } = TextList.Empty;

    /// <summary>The extended key usages that it must have, by their names in RFC 5280.</summary>
    public TextList Usages { get; init; } = TextList.Empty;

    /// <summary>The role of the CA that must sign it.</summary>
    public required string Authority { get; init; }

    /// <summary>The subject of that CA (RFC 2253). Old CAs all have the same: see <see cref="AuthorityKeyHash"/>.</summary>
    public required string AuthoritySubject { get; init; }

    /// <summary>The SHA-256 of that CA's SubjectPublicKeyInfo in lower-case hexadecimal: the key must be this one.</summary>
    public required string AuthorityKeyHash { get; init; }

    /// <summary>The last moment that makes sense, UTC: a year, or what was asked for, and never beyond the CA.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>The same in whole days from <see cref="AsOf"/>; certificates know whole seconds only.</summary>
    public int Days => (int)(NotAfter - AsOf + TimeSpan.FromSeconds(1)).TotalDays;

    /// <summary>The openssl command that signs it, run where the CA's key is; the section of extensions.cnf has the role's name.</summary>
    public required string Command { get; init; }

    /// <summary>The moment of the request, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The role and the subject.</summary>
    public override string ToString() => Printable.Text($"{Role} ({Subject}), to be signed by {Authority}");
}
