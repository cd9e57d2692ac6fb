namespace KubePki.Model;

/// <summary>Something that an authenticator said of the requester besides name, uid and groups.</summary>
/// <param name="Key">What it is about, <c>authentication.kubernetes.io/credential-id</c> for instance.</param>
/// <param name="Values">What it says.</param>
public sealed record KubeCsrExtra(string Key, TextList Values)
{
    /// <summary>Key and values.</summary>
    public override string ToString() => Printable.Text($"{Key}={Values}");
}
