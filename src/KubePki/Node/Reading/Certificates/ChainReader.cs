using System.Security.Cryptography;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Node.Verdicts;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading.Certificates;

/// <summary>Reads the files of a chain and has them judged.</summary>
public static class ChainReader
{
    /// <summary>Judges the files that a request names.</summary>
    /// <param name="request">The files, and what is asked.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static KubeCertificateVerdict Judge(ChainRequest request, CancellationToken cancellation = default)
    {
        var draft = new KubeCertificateVerdict
        {
            Name = Path.GetFileNameWithoutExtension(request.CertificatePath),
            Path = Path.GetFullPath(request.CertificatePath),
            NodePath = Path.GetFullPath(request.CertificatePath),
            Subject = "",
            Plain = "",
            KeyPath = request.KeyPath is null ? null : Path.GetFullPath(request.KeyPath),
            Authorities = TextList.From(request.AuthorityPaths.Select(Path.GetFullPath)),
            GoVersion = "",
        };
        var notes = new List<string>();
        var passphrase = request.Passphrase ?? KeyPassphrase.None();
        var key = request.KeyPath is null ? [] : ReadKey(request.KeyPath, passphrase, notes, cancellation);
        try
        {
            var certificates = ReadCertificates(request.CertificatePath, passphrase, notes, cancellation);
            var authorities = ReadAll(request.AuthorityPaths, passphrase, notes, cancellation);
            var intermediates = ReadAll(request.IntermediatePaths, passphrase, notes, cancellation);
            return FileJudge.Judge(certificates, authorities, intermediates, key, request.Options,
                draft with { Notes = TextList.From(notes.Distinct()) });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static List<(string Path, byte[] Text)> ReadAll(IReadOnlyList<string> paths, KeyPassphrase passphrase, List<string> notes,
        CancellationToken cancellation) =>
        [.. paths.Select(path => (Path.GetFullPath(path), ReadCertificates(path, passphrase, notes, cancellation)))];

    private static byte[] ReadCertificates(string path, KeyPassphrase passphrase, List<string> notes, CancellationToken cancellation)
    {
        using var file = Read(path, cancellation);
        var text = ReadableFile.Certificates(file.Span, passphrase, out var form, out var problem);
        if (problem is not null)
            throw Closed(path, problem);
        if (form is not null)
            notes.Add($"{Path.GetFileName(path)} is {form}, which components cannot load: they need these certificates as PEM");
        return text;
    }

    private static byte[] ReadKey(string path, KeyPassphrase passphrase, List<string> notes, CancellationToken cancellation)
    {
        using var file = Read(path, cancellation);
        var text = ReadableFile.Key(file.Span, passphrase, out var form, out var problem);
        if (problem is not null)
            throw Closed(path, problem);
        if (form is not null)
            notes.Add($"{Path.GetFileName(path)} is {form}, which components cannot load: it was decrypted for this test only");
        return text;
    }

    private static PkiProblemException Closed(string path, SealProblem problem) =>
        new(NodeFile.OfThisMachine(path).Problem(problem.ProblemId(), problem.Reason));

    private static FileBytes Read(string path, CancellationToken cancellation)
    {
        var file = FileBytes.Read(path, cancellation);
        if (file.ProblemId is not { } id)
            return file;
        file.Dispose();
        throw new PkiProblemException(
            new PkiProblem { Id = id, Path = path, NodePath = path, Reason = file.Reason ?? "it cannot be read" });
    }
}
