using System.Globalization;

namespace KubePki.Model;

/// <summary>
/// What a Kubernetes component, which is a Go program, would say of a certificate and its chain: in Go's own words and in plain ones. Flat
/// and unchangeable.
/// </summary>
public sealed record KubeCertificateVerdict
{
    /// <summary>The certificate's name, as <see cref="KubeCertificate.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The certificate's role in the layout; null when nothing tells.</summary>
    public string? Role { get; init; }

    /// <summary>The file, as a path of the machine that reads it.</summary>
    public required string Path { get; init; }

    /// <summary>The file, as a path of the node.</summary>
    public required string NodePath { get; init; }

    /// <summary>The certificate's place in its file, counted from 0.</summary>
    public int Index { get; init; }

    /// <summary>The subject (RFC 2253, as Go prints it).</summary>
    public required string Subject { get; init; }

    /// <summary>Whether the component would accept it.</summary>
    public bool Ok => GoError is null;

    /// <summary>Go's exact text; null when it accepts.</summary>
    public string? GoError { get; init; }

    /// <summary>The same in plain words, with what to look at.</summary>
    public required string Plain { get; init; }

    /// <summary>The DNS name or address that was asked for; null when none was.</summary>
    public string? Host { get; init; }

    /// <summary>The usages that were asked for, one of which is enough; <c>any</c> when it does not matter.</summary>
    public TextList Usages { get; init; } = TextList.Empty;

    /// <summary>
    /// The chain that was accepted, from the certificate to the CA that is trusted: subject and file of each. Empty when none was.
    /// </summary>
    public TextList Chain { get; init; } = TextList.Empty;

    /// <summary>Every CA that was tried, in order: subject, file, and why it was not taken.</summary>
    public TextList Candidates { get; init; } = TextList.Empty;

    /// <summary>The files of the CAs that were trusted.</summary>
    public TextList Authorities { get; init; } = TextList.Empty;

    /// <summary>
    /// What a strict loader (<c>--client-ca-file</c>) says of the CA file: it refuses the whole file for one bad certificate; null when it
    /// takes it.
    /// </summary>
    public string? AuthorityGoError { get; init; }

    /// <summary>The key file that was held against the certificate; null when none was.</summary>
    public string? KeyPath { get; init; }

    /// <summary>What Go's tls.X509KeyPair says of certificate and key; null when they belong together, or no key was given.</summary>
    public string? KeyGoError { get; init; }

    /// <summary>
    /// What the files are where no component could load them as they are: PKCS#7, PKCS#12, an encrypted key. They were opened for the
    /// verdict.
    /// </summary>
    public TextList Notes { get; init; } = TextList.Empty;

    /// <summary>The moment that was asked about, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The Go release whose rules were applied, <c>1.24</c>.</summary>
    public required string GoVersion { get; init; }

    /// <summary>One line for a person: name, and yes or Go's text.</summary>
    public override string ToString() =>
        Printable.Text(string.Create(CultureInfo.InvariantCulture, $"{Name} ({Subject}): {GoError ?? "ok"}"));
}
