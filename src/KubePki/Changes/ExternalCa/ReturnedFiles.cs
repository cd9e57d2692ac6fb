using KubePki.Model;
using KubePki.Node.Files;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Changes.ExternalCa;

/// <summary>Reads what came back: certificates and chains, PEM or DER, PKCS#7 and PKCS#12, files and directories of them.</summary>
internal sealed class ReturnedFiles(KeyPassphrase passphrase, CancellationToken cancellation)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public List<ReturnedCertificate> Certificates { get; } = [];

    /// <summary>What cannot be read.</summary>
    public List<PkiProblem> Problems { get; } = [];

    /// <summary>Reads a file, or the certificates in a directory and those directly below it.</summary>
    public void Read(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (FileStat.KindOf(full) != FileKind.Directory)
        {
            ReadFile(full, named: true);
            return;
        }
        try
        {
            ReadDirectory(full);
            foreach (var below in DirectoryNames.DirectoriesIn(full))
                ReadDirectory($"{full}/{below.Name}");
        }
        catch (DiskException e)
        {
            Problems.Add(NodeFile.OfThisMachine(full).Problem(PkiProblemId.UnreadableFile, e.Words));
        }
    }

    private void ReadDirectory(string directory)
    {
        foreach (var entry in DirectoryNames.FilesIn(directory)
            .Where(entry => FileNames.IsCertificate(entry.Name) || FileNames.IsStore(entry.Name)))
            ReadFile($"{directory}/{entry.Name}", named: false);
    }

    private void ReadFile(string path, bool named)
    {
        if (!_read.Add(path))
            return;
        var file = NodeFile.OfThisMachine(path);
        using var bytes = file.Read(cancellation);
        if (bytes.ProblemId is not null)
        {
            Problems.Add(file.Problem(bytes.ProblemId, bytes.Reason!));
            return;
        }
        var content = PkiFileParser.Parse(bytes.Span, cancellation, passphrase);
        foreach (var problem in content.Problems)
            Problems.Add(file.Problem(problem.Id, problem.Reason, problem.Line, problem.Offset, problem.GoError));
        Certificates.AddRange(content.Certificates.Where(certificate => certificate.GoError is null)
            .Select(certificate => new ReturnedCertificate(path, certificate)));
        if (content.Certificates.Count > 0 || content.Problems.Any())
            return;
        if (named || content.Keys.Count == 0)
            Problems.Add(file.Problem(PkiProblemId.NoPkiData, "it contains no certificate"));
    }
}
