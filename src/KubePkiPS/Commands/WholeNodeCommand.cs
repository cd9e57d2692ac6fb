using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that ask about whole nodes: a path stands for the node in whose tree it lies.</summary>
public abstract class WholeNodeCommand : NodeCommand
{
    private readonly HashSet<string> _roots = new(StringComparer.Ordinal);

    /// <summary>The path that the node was read for; null for the node itself.</summary>
    protected string? AskedPath { get; private set; }

    /// <summary>Whether a node is asked about once, however many of its files come.</summary>
    protected virtual bool OncePerNode => true;

    /// <summary>Whether a file of no node is read with all that lies beside it.</summary>
    protected virtual bool WithNeighbours => false;

    /// <summary>The command that repairs what is found, with the parameters of this one.</summary>
    private protected RepairCommandLine RepairLine => new()
    {
        AsOf = MyInvocation.BoundParameters.ContainsKey(nameof(AsOf)) ? AsOf : null,
        // PowerShell asks for a passphrase, and takes no file.
        KeyPassphraseFile = KeyPassphrase is null ? null : "-",
    };

    /// <inheritdoc/>
    protected override IEnumerable<NodePki> ReadFrom(NodeReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        AskedPath = path;
        return reader.ReadNodeAround(path, WithNeighbours)
            .Where(node => !OncePerNode || node.Kubelet is null && node.Components.Count == 0 || _roots.Add(node.Root));
    }

    /// <summary>
    /// What is broken is what these commands speak of; what the root did not give, a named file that is not there, or what a passphrase did
    /// not open, is an error.
    /// </summary>
    /// <param name="snapshot">What was read.</param>
    protected override IEnumerable<PkiProblem> ErrorsOf(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Gaps.Concat(snapshot.Problems.Except(snapshot.Gaps).Where(problem =>
            problem.Id == PkiProblemId.PathNotFound || PkiProblemId.IsAboutPassphrase(problem.Id)));
    }

    /// <summary>Reads the nodes below these roots, each once.</summary>
    /// <param name="roots">The directories that stand for the nodes' <c>/</c>.</param>
    protected void ReadNodes(IEnumerable<string> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        foreach (var root in roots.Distinct(StringComparer.Ordinal))
            Read(_ => [new NodeReader(Options with { Root = root }).ReadNode()]);
    }
}
