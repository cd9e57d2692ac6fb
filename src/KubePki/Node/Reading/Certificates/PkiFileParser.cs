using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Takes the bytes of a PEM or DER file apart.</summary>
internal static class PkiFileParser
{
    /// <summary>
    /// Reads certificates, keys and requests; what is broken becomes a problem, the rest is read all the same. Without a passphrase
    /// encrypted keys stay closed. Only in a snapshot may the public part stand for a key.
    /// </summary>
    public static PkiFileContent Parse(ReadOnlySpan<byte> file, CancellationToken cancellation, KeyPassphrase? passphrase = null,
        bool isSnapshot = false)
    {
        var content = new PkiFileContent { IsSnapshot = isSnapshot, Passphrase = passphrase ?? KeyPassphrase.None() };
        if (PemScanner.LooksLikePem(file))
            ReadPem(content, file, cancellation);
        else if (LooksLikeDer(file))
            ReadDer(content, file);
        else if (TlsSecret.Read(file) is { } pem)
        {
            ReadPem(content, pem, cancellation);
            CryptographicOperations.ZeroMemory(pem);
        }
        return content;
    }

    /// <summary>Whether bytes start as a SEQUENCE does, and no text would.</summary>
    public static bool LooksLikeDer(ReadOnlySpan<byte> file) => file is [DerTag.Sequence, 0x80 or 0x81 or 0x82 or 0x83 or 0x84, ..];

    private static void ReadPem(PkiFileContent content, ReadOnlySpan<byte> file, CancellationToken cancellation)
    {
        var lines = new LineCounter(file);
        var scanner = new PemScanner(file);
        while (scanner.TryNext(out var block))
        {
            cancellation.ThrowIfCancellationRequested();
            if (block.Error is not null)
            {
                content.Report(
                    new(PkiProblemId.MalformedPem, lines.At(block.Offset), block.Offset, Describe(block.Label, block.Error), null));
                continue;
            }
            if (block.HiddenFromGo is not null)
                content.Report(
                    new(PkiProblemId.MalformedPem, lines.At(block.Offset), block.Offset, block.HiddenFromGo, Unseen(block.Label)));
            ReadBlock(content, block, ref lines);
        }
    }

    private static void ReadBlock(PkiFileContent content, PemBlock block, ref LineCounter lines)
    {
        if (block.Label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE")
            ReadCertificate(content, block, ref lines);
        else if (KeyParser.IsKeyLabel(block.Label))
            ReadKey(content, block, ref lines);
        else if (StoreForm.IsLabel(block.Label))
            ReadStore(content, block, ref lines);
        else if (block.Label is "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST")
            ReadRequest(content, block, ref lines);
        else
            content.HasOther = true;
    }

    private static void ReadCertificate(PkiFileContent content, PemBlock block, ref LineCounter lines)
    {
        var octets = block.Data;
        // Microsoft's CAs call whatever they encode a certificate.
        if (StoreForm.Of(octets.Span) is { } form)
        {
            ReadStore(content, octets, form, lines.At(block.Offset), block.Offset,
                CertificateParser.Parse(octets, GoVersion.Newest).GoError);
            return;
        }
        if (block.Label != "CERTIFICATE")
        {
            content.Report(new(PkiProblemId.MalformedPem, lines.At(block.Offset), block.Offset,
                $"a {block.Label} block: Kubernetes reads CERTIFICATE blocks only", Unseen(block.Label)));
            octets = WithoutTrust(octets);
        }
        else if (block.HasHeaders)
        {
            content.Report(new(PkiProblemId.MalformedPem, lines.At(block.Offset), block.Offset,
                "a CERTIFICATE block with headers: Kubernetes ignores it", Unseen(block.Label)));
        }
        Add(content, CertificateParser.Parse(octets, GoVersion.Newest), lines.At(block.Offset), block.Offset);
    }

    // OpenSSL's TRUSTED CERTIFICATE is a certificate followed by trust settings.
    private static ReadOnlyMemory<byte> WithoutTrust(ReadOnlyMemory<byte> octets) =>
        new Der(octets.Span).TryRead(DerTag.Sequence, out _, out var certificate) ? octets[..certificate.Length] : octets;

    private static void Add(PkiFileContent content, ParsedCertificate parsed, int line, int offset)
    {
        if (parsed.GoError is not null)
            content.Report(
                new(PkiProblemId.MalformedCertificate, line, offset, "a certificate that Kubernetes cannot load", parsed.GoError));
        if (parsed.IsReadable)
            content.Certificates.Add(parsed);
    }

    private static void ReadKey(PkiFileContent content, PemBlock block, ref LineCounter lines)
    {
        if (EncryptedKey.IsOne(block))
        {
            var format = block.DekInfo is null && !block.IsEncrypted ? "PKCS#8" : block.Label == "EC PRIVATE KEY" ? "SEC1" : "PKCS#1";
            var opened = content.Passphrase.IsGiven ? EncryptedKey.Look(block, content.Passphrase) : null;
            AddEncrypted(content, opened, format, lines.At(block.Offset), block.Offset);
            return;
        }
        var key = KeyParser.Parse(block.Label, block.Data.Span, out var error);
        SecretBytes.Wipe(block.Data);
        if (key is null)
            content.Report(new(PkiProblemId.MalformedKey, lines.At(block.Offset), block.Offset, error!, null));
        else if (key.IsPublicPart && !content.IsSnapshot)
            content.Report(new(PkiProblemId.MalformedKey, lines.At(block.Offset), block.Offset,
                "this is the public part of a key, as in a snapshot, and not the key", Unseen(block.Label)));
        else
            content.Keys.Add(key);
    }

    private static void AddEncrypted(PkiFileContent content, OpenedKey? opened, string format, int line, int offset)
    {
        content.Keys.Add(opened?.Key ?? KeyParser.Encrypted(format));
        if (opened?.Problem is { } problem)
            content.Report(new(problem.ProblemId(), line, offset, $"the key is encrypted: {problem.Reason}", null));
    }

    private static void ReadStore(PkiFileContent content, PemBlock block, ref LineCounter lines)
    {
        var line = lines.At(block.Offset);
        if (StoreForm.Of(block.Data.Span) is { } form)
            ReadStore(content, block.Data, form, line, block.Offset, Unseen(block.Label));
        else
            content.Report(new(PkiProblemId.MalformedStore, line, block.Offset, $"the {block.Label} block does not match its label",
                null));
    }

    private static void ReadStore(PkiFileContent content, ReadOnlyMemory<byte> octets, string form, int line, int offset, string? goError)
    {
        content.Store = form;
        content.StoreGoError = goError;
        var store = StoreContent.Read(octets, content.Passphrase);
        foreach (var problem in store.Problems)
            content.Report(new(problem.ProblemId(), line, offset, $"this is {form}: {problem.Reason}", null));
        foreach (var certificate in store.Parse(GoVersion.Newest))
            Add(content, certificate, line, offset);
        foreach (var (der, isEncrypted) in store.Keys)
        {
            if (KeyParser.ReadPrivate(der) is { } key)
                content.Keys.Add(isEncrypted ? key.AsEncrypted(form) : key);
            else
                content.Report(new(PkiProblemId.MalformedKey, line, offset, $"a key of the {form} store cannot be read", null));
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static void ReadRequest(PkiFileContent content, PemBlock block, ref LineCounter lines)
    {
        var request = RequestParser.Parse(block.Data, GoVersion.Newest);
        if (request.GoError is not null)
            content.Report(new(PkiProblemId.MalformedRequest, lines.At(block.Offset), block.Offset,
                "a certificate request that Kubernetes cannot load", request.GoError));
        if (request.IsReadable)
            content.Requests.Add(request);
    }

    private static void ReadDer(PkiFileContent content, ReadOnlySpan<byte> file)
    {
        content.IsDer = true;
        if (StoreForm.Of(file) is { } form)
        {
            var octets = file.ToArray();
            ReadStore(content, octets, form, 0, 0, null);
            CryptographicOperations.ZeroMemory(octets);
            return;
        }
        if (EncryptedKey.IsOne(file))
        {
            AddEncrypted(content, content.Passphrase.IsGiven ? EncryptedKey.Look(file.ToArray(), content.Passphrase) : null,
                "PKCS#8", 0, 0);
            return;
        }
        if (KeyParser.ReadPrivate(file) is { } key)
        {
            content.Keys.Add(key);
            return;
        }
        var parsed = CertificateParser.Parse(file.ToArray(), GoVersion.Newest);
        if (parsed.IsReadable || parsed.GoError is null)
        {
            Add(content, parsed, 0, 0);
            return;
        }
        var request = RequestParser.Parse(file.ToArray(), GoVersion.Newest);
        if (request.IsReadable)
            content.Requests.Add(request);
        else if (KeyParser.Parse("PUBLIC KEY", file, out _) is { } publicKey)
            content.Keys.Add(publicKey);
        else
            Add(content, parsed, 0, 0);
    }

    private static string Describe(string label, string error) =>
        label.Length == 0 ? error : $"a {(IsLabel(label) ? label : "PEM")} block is broken: {error}";

    // Nobody's label has small letters: it may be anything else.
    private static bool IsLabel(string label) =>
        label.All(letter => letter is ' ' or (>= 'A' and <= 'Z') or (>= '0' and <= '9'));

    private static string Unseen(string label) => KeyParser.IsKeyLabel(label)
        ? "tls: failed to find any PEM data in key input" : "data does not contain any valid RSA or ECDSA certificates";
}
