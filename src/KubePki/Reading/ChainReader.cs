using KubePki.Model;
using KubePki.Trust;

namespace KubePki.Reading;

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
        using var key = request.KeyPath is null ? FileBytes.Nothing : Read(request.KeyPath, cancellation);
        using var certificate = Read(request.CertificatePath, cancellation);
        return FileJudge.Judge(
            certificate.Span.ToArray(), ReadAll(request.AuthorityPaths, cancellation), ReadAll(request.IntermediatePaths, cancellation), key.Span, request.Options, draft);
    }

    private static List<(string Path, byte[] Text)> ReadAll(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var files = new List<(string, byte[])>();
        foreach (var path in paths)
        {
            using var file = Read(path, cancellation);
            files.Add((Path.GetFullPath(path), file.Span.ToArray()));
        }
        return files;
    }

    private static FileBytes Read(string path, CancellationToken cancellation)
    {
        var file = FileBytes.Read(path, cancellation);
        if (file.ProblemId is not { } id)
            return file;
        file.Dispose();
        throw new PkiProblemException(new PkiProblem { Id = id, Path = path, NodePath = path, Reason = file.Reason ?? "it cannot be read" });
    }
}
