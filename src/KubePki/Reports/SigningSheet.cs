using System.Globalization;
using System.Text;
using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Says for the people who keep a CA's key what must be signed how: a sheet in Markdown, and openssl's extensions.</summary>
public static class SigningSheet
{
    /// <summary>The sheet.</summary>
    /// <param name="requests">The requests.</param>
    public static string Write(IReadOnlyList<RequestedCertificate> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var text = new StringBuilder("# Certificates to sign\n\n");
        text.Append(
            "Take this sheet, the `.csr` files and `extensions.cnf` to the CA. The `.key` files stay where they are.\n");
        text.Append(
            "Every certificate must have the subject, names and usages in its row, `CA:FALSE`, and a hash of SHA-256 or better. ");
        text.Append("Return each certificate in PEM or DER, with any intermediate CAs between it and the CA in its row.\n\n");
        text.Append("| role | request | subject | names | usages | CA | until |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var request in requests)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {request.Role} | {Cell(Path.GetFileName(request.Path))} | {Cell(request.Subject)} | "
                    + $"{Cell(request.Names.Count == 0 ? "none" : request.Names.ToString())} ");
            text.Append(CultureInfo.InvariantCulture,
                $"| {Cell(request.Usages.Count == 0 ? "any" : request.Usages.ToString())} | {Cell(request.Authority)} | "
                    + $"{Times.Date(request.NotAfter)} ({request.Days} days) |\n");
        }
        text.Append("\n## CAs\n\nIdentified by key: CAs of different clusters can have the same name and number. `openssl x509 -in ca.crt "
            + "-noout -pubkey | openssl pkey -pubin -outform DER | sha256sum` shows it.\n\n");
        foreach (var authority in requests.DistinctBy(request => request.Authority))
            text.Append(CultureInfo.InvariantCulture, $"- {authority.Authority}: `{Cell(authority.AuthoritySubject)}`, "
                + $"SHA-256 of its public key `{authority.AuthorityKeyHash}`\n");
        text.Append("\n## With openssl\n\n```sh\n");
        foreach (var request in requests)
            text.Append(request.Command).Append('\n');
        text.Append("```\n\n`extensions.cnf`:\n\n```ini\n").Append(Extensions(requests)).Append("```\n");
        return text.ToString();
    }

    /// <summary>The file of extensions for <c>openssl x509 -extfile</c>: a section a role.</summary>
    /// <param name="requests">The requests.</param>
    public static string Extensions(IReadOnlyList<RequestedCertificate> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var text = new StringBuilder();
        foreach (var request in requests)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{(text.Length == 0 ? "" : "\n")}[{request.Role}]\nbasicConstraints = critical, CA:FALSE\n");
            if (request.KeyUsages.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"keyUsage = critical, {request.KeyUsages}\n");
            if (request.Usages.Count > 0)
                text.Append(CultureInfo.InvariantCulture,
                    $"extendedKeyUsage = "
                        + $"{string.Join(", ", request.Usages.Select(usage => usage == "any" ? "anyExtendedKeyUsage" : usage))}\n");
            text.Append("authorityKeyIdentifier = keyid\n");
            if (request.Names.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"subjectAltName = {Printable.Text(request.Names.ToString())}\n");
        }
        return text.ToString();
    }

    private static string Cell(string text) => Printable.Text(text).Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'');
}
