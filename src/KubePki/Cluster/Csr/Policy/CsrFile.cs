using System.Globalization;
using KubePki.Model;
using KubePki.Node.Reading.Files;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>
/// Reads files of CertificateSigningRequests: what <c>kubectl get csr -o json</c> or <c>-o yaml</c> prints, JSON lines, several YAML
/// documents, or a PEM request.
/// </summary>
public static class CsrFile
{
    internal const int Most = 50_000;

    // With all that a server writes into them; beyond, an array would not hold it.
    private const int Limit = 1024 * 1024 * 1024;

    /// <summary>Reads a file. One bad object is a problem, the rest is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="asOf">The moment that ages speak of.</param>
    /// <param name="pem">What a PEM request does not say of itself; null when none was said.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static CsrReading Read(string path, DateTimeOffset asOf, CsrPemOptions? pem = null, CancellationToken cancellation = default)
    {
        using var bytes = FileBytes.Read(path, cancellation, Limit);
        var problems = new List<PkiProblem>();
        if (bytes.ProblemId is { } id)
            problems.Add(KubePki.Node.Reading.Files.NodeFile.OfThisMachine(path).Problem(id, bytes.Reason!));
        return bytes.Span.IsEmpty
            ? new CsrReading { Problems = problems.ToArray() }
            : Read(bytes.Memory, path, asOf, pem, problems, cancellation);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What it is called.</param>
    /// <param name="asOf">The moment that ages speak of.</param>
    /// <param name="pem">What a PEM request does not say of itself; null when none was said.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static CsrReading Read(
        ReadOnlyMemory<byte> text, string path, DateTimeOffset asOf, CsrPemOptions? pem = null, CancellationToken cancellation = default) =>
        Read(text, path, asOf, pem, [], cancellation);

    private static CsrReading Read(
        ReadOnlyMemory<byte> text, string path, DateTimeOffset asOf,
        CsrPemOptions? pem, List<PkiProblem> problems, CancellationToken cancellation)
    {
        var requests = new List<KubeCsr>();
        var reader = new KubeObjectText(path, problems, cancellation);
        if (IsPem(text.Span))
            ReadPem(text.Span, path, asOf, pem, reader, problems, requests);
        else
            reader.Read(text, (item, line) => Take(item, line, path, asOf, reader, problems, requests));
        if (requests.Count > Most)
        {
            // Each is held against all others: some of them would be judged by half of the truth.
            requests.Clear();
            problems.Add(reader.Problem(string.Create(CultureInfo.InvariantCulture,
                $"it contains more than {Most:N0} requests; split it by signer or node"), 0));
        }
        if (requests.Count == 0 && problems.Count == 0)
            problems.Add(reader.Problem("it contains no CertificateSigningRequest", 0));
        return new CsrReading { Requests = requests.ToArray(), Problems = problems.ToArray() };
    }

    private static void Take(
        System.Text.Json.JsonElement item, int line, string path, DateTimeOffset asOf,
        KubeObjectText reader, List<PkiProblem> problems, List<KubeCsr> requests)
    {
        if (requests.Count > Most)
            return;
        if (CsrObject.Read(item, asOf, path, line) is { } csr)
            requests.Add(csr);
        else
            problems.Add(reader.Problem("this is not a CertificateSigningRequest, or it has no name", line));
    }

    private static void ReadPem(
        ReadOnlySpan<byte> text, string path, DateTimeOffset asOf, CsrPemOptions? pem,
        KubeObjectText reader, List<PkiProblem> problems, List<KubeCsr> requests)
    {
        if (pem?.SignerName is null || pem.UserName is null)
        {
            problems.Add(reader.Problem("a PEM request has no signer and no user: specify both", 1));
            return;
        }
        var csr = new KubeCsr
        {
            Name = Path.GetFileNameWithoutExtension(path),
            AsOf = asOf,
            SignerName = pem.SignerName,
            Requestor = pem.UserName,
            Groups = pem.Groups,
            Usages = pem.Usages,
            Path = path,
            Line = 1,
            IsBare = true,
        };
        requests.Add(CsrContent.Fill(csr, text, []));
    }

    // A PEM block starts a line of its own; in YAML and JSON it is base64 or indented.
    private static bool IsPem(ReadOnlySpan<byte> text) =>
        text.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..]
        && (text.StartsWith("-----BEGIN "u8) || text.IndexOf("\n-----BEGIN "u8) >= 0 || text is [0xef, 0xbb, 0xbf, (byte)'-', ..]);
}
