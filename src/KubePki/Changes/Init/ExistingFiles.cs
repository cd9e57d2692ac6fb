using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;

namespace KubePki.Changes.Init;

/// <summary>What is there before a PKI is made: nothing of it is ever written over.</summary>
internal sealed class ExistingFiles
{
    private readonly NodeFiles _files;

    private ExistingFiles(NodePki node, NodeFiles files, IReadOnlyList<KubeCertificate> certificates)
    {
        Node = node;
        _files = files;
        Certificates = certificates;
    }

    public NodePki Node { get; }

    /// <summary>The certificates of the node, and those of a directory that only the configuration knows.</summary>
    public IReadOnlyList<KubeCertificate> Certificates { get; }

    /// <summary>Reads a node, or where one is to be.</summary>
    public static ExistingFiles Read(ReadOptions options, CancellationToken cancellation) =>
        new(new NodeReader(options, cancellation).ReadNode(), new NodeFiles(options.Root), []);

    /// <summary>The same, and what lies in the directory of certificates.</summary>
    public ExistingFiles With(string directory, ReadOptions options, CancellationToken cancellation)
    {
        var more = Node.Certificates.Any(certificate => certificate.NodePath.StartsWith(directory + "/", StringComparison.Ordinal))
            || !_files.Resolve(directory).Exists
            ? [] : new NodeReader(options, cancellation).ReadPath(_files.ToHost(directory)).SelectMany(part => part.Certificates);
        return new ExistingFiles(Node, _files, [.. Node.Certificates, .. more]);
    }

    /// <summary>Whether anything is at a path, were it a link that leads nowhere.</summary>
    public bool Has(string nodePath)
    {
        var file = _files.Resolve(nodePath[..nodePath.LastIndexOf('/')]);
        return file.ProblemId is null && (_files.At(nodePath) is { Exists: true } or { Target: not null });
    }

    /// <summary>The certificates of a file, in its order.</summary>
    public IReadOnlyList<KubeCertificate> CertificatesAt(string nodePath) =>
        [.. Certificates.Where(certificate => certificate.NodePath == nodePath).OrderBy(certificate => certificate.Index)];

    public string HostPath(string nodePath) => HostPaths.ToHost(Node.Root, nodePath);
}
