using System.Management.Automation;
using System.Text;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that read nodes and write one file for other programs.</summary>
public abstract class ExportNodeCommand : StoppableCommand
{
    private readonly List<NodePki> _nodes = [];
    private readonly RootSet _roots = new();
    private int _looks;

    /// <summary>The file to write. Without it, the text is written to the pipeline.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The root directories of the nodes: / or copied trees, mounted images, backups. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    /// <summary>Root directories, rows with a property Root, and objects of this module, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The time to evaluate for: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <summary>Replaces the file even if this module did not write it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Outputs the file that was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The words by which a file is known as ours.</summary>
    private protected abstract string Mark { get; }

    /// <summary>Whether a file is written where no node was found: it then says so.</summary>
    private protected virtual bool TellsOfNothing => false;

    /// <summary>Whether a root is not there.</summary>
    private protected bool IsIncomplete { get; private set; }

    /// <summary>The content of the file.</summary>
    private protected abstract byte[] Content(IReadOnlyList<NodePki> nodes);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null || Root is null)
        {
            RootArgument.Each(this, InputObject, Root, Read);
            return;
        }
        foreach (var root in Root)
        {
            var before = _looks;
            RootArgument.Each(this, null, [root], Read);
            IsIncomplete |= _looks == before;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var nodes = TellsOfNothing ? _nodes : _nodes.FindAll(node => !node.IsEmpty);
        if (nodes.Count == 0 && (!TellsOfNothing || MyInvocation.ExpectingInput))
            return;
        try
        {
            var content = Content(nodes);
            if (Path is null)
            {
                WriteObject(Encoding.UTF8.GetString(content));
                return;
            }
            var path = GetUnresolvedProviderPathFromPSPath(Path);
            if (!ShouldProcess(path, MyInvocation.MyCommand.Name))
                return;
            ReplacedFile.Write(path, content, Mark, Force);
            if (PassThru)
                WriteObject(WrittenFile.Of(this, path));
        }
        catch (PkiProblemException e)
        {
            WriteError(Errors.FromProblem(e.Problem));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (Errors.IsFault(e))
        {
            ThrowTerminatingError(Errors.Broken(e));
        }
    }

    private void Read(string root)
    {
        _looks++;
        if (!_roots.Add(root))
            return;
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = AsOf.ToUniversalTime(), Kubeconfigs = PersonalKubeconfigs() },
            Cancellation).ReadNode();
        foreach (var problem in ProblemSummary.Of(node.Gaps))
            WriteError(Errors.FromProblem(problem));
        _nodes.Add(node);
    }
}
