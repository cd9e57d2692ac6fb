using System.Management.Automation;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Comparison;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Compares two nodes, a backup with its node, or certificates from before and after a change.</para>
/// <para>
/// Each side is the root directory of a node, a backup, or certificates and kubeconfigs that were read before. A backup is compared for the
/// files in it only. CAs and service account keys that differ between two nodes carry a warning: all control plane nodes must have the
/// same. Nothing is written.
/// </para>
/// </summary>
/// <example>
/// <para>Repair a copy of a node and show what has changed.</para>
/// <code>
/// Copy-Item ./samples/expired-2020 ./copy -Recurse
/// $null = Repair-KubePki -Root ./copy -Confirm:$false -WarningAction Ignore
/// Compare-KubePki ./samples/expired-2020 ./copy
/// </code>
/// </example>
/// <example>
/// <para>Show what has changed since the latest backup of that copy. Without -Root, it is the backup of this node.</para>
/// <code>Get-KubePkiBackup -Root ./copy | Select-Object -Last 1 | Compare-KubePki</code>
/// </example>
[Cmdlet(VerbsData.Compare, "KubePki", HelpUri = HelpPages.Base + "Compare-KubePki.md")]
[OutputType(typeof(PkiDifference))]
public sealed class CompareKubePkiCommand : StoppableCommand
{
    private const string Accepted = "root directories, backups, receipts, certificates and kubeconfigs";

    private readonly List<PSObject> _reference = [];

    /// <summary>
    /// The first side: the root directory of a node, the name or path of a backup, a backup or receipt, or certificates and kubeconfigs.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject ReferenceObject { get; set; } = null!;

    /// <summary>The second side, of the same kinds. The default is the node of the backup, or else the node of -Root.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public PSObject? DifferenceObject { get; set; }

    /// <summary>The root directory of the node whose backups are named. The default is /.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "/";

    /// <summary>The time to evaluate for: 2026-07-01, +30d, -12h, tomorrow; UTC unless it has an offset. The default is now.</summary>
    [Parameter]
    [MomentTransform]
    public DateTimeOffset AsOf { get; set; } = Times.WholeSeconds(DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    protected override void ProcessRecord() => _reference.AddRange(PipelineObject.Each(ReferenceObject));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (Side(_reference) is not { } reference)
                return;
            var difference = DifferenceObject is null ? Node(reference.Home ?? Path(Root))
                : Side([.. PipelineObject.Each(DifferenceObject)]);
            if (difference is not null)
                WriteRows(NodeComparer.Compare(reference.Node, difference.Node, Scope(reference, difference)));
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

    // Of two lists each says all that it knows; beside a node or a backup a list asks for what is in it.
    private static IReadOnlySet<string>? Scope(Compared reference, Compared difference) =>
        reference.IsList && difference.IsList ? null : BackupSnapshot.Common(reference.Paths, difference.Paths);

    private Compared? Side(List<PSObject> items)
    {
        var certificates = items.Select(PipelineObject.As<KubeCertificate>).OfType<KubeCertificate>().ToList();
        var kubeconfigs = items.Select(PipelineObject.As<Kubeconfig>).OfType<Kubeconfig>().ToList();
        if (certificates.Count + kubeconfigs.Count == items.Count && items.Count > 0)
        {
            return new(new NodePki
            {
                Root = certificates.FirstOrDefault()?.Root ?? kubeconfigs[0].Root,
                NodeName = certificates.FirstOrDefault()?.NodeName ?? kubeconfigs.FirstOrDefault()?.NodeName,
                AsOf = AsOf.ToUniversalTime(),
                Certificates = certificates,
                Kubeconfigs = kubeconfigs,
            }, certificates.Select(certificate => certificate.NodePath)
                .Concat(kubeconfigs.Select(kubeconfig => kubeconfig.NodePath)).ToHashSet())
            {
                IsList = true,
            };
        }
        if (items is [var item])
            return One(item);
        WriteError(Errors.OneSide(items));
        return null;
    }

    private Compared? One(PSObject item)
    {
        // A path of another computer means something else here, or nothing.
        if (PipelineObject.Elsewhere(item) is { } computer)
            WriteError(Errors.RemoteObject(item, computer));
        else if (PipelineObject.As<PkiBackup>(item) is { } backup)
            return Backup(backup);
        else if (PipelineObject.As<RepairReceipt>(item) is { Backup: { } path } receipt)
            return BackupStore.Find(receipt.Root, path) is { } made ? Backup(made) : Lacks(path);
        else if (item.BaseObject is string name)
            return BackupStore.Find(Path(Root), name) is { } named ? Backup(named) : Node(Path(name));
        else if ((PipelineObject.Root(item) ?? PipelineObject.Path(item)) is { } root)
            return Node(Path(root));
        else
            WriteError(Errors.WrongInput(this, item, Accepted));
        return null;
    }

    private Compared? Lacks(string path)
    {
        WriteError(Errors.Unknown("backup", path, [], "Get-KubePkiBackup lists them all."));
        return null;
    }

    private Compared Backup(PkiBackup backup)
    {
        var held = BackupSnapshot.Read(backup, Reading(backup.Root), Cancellation);
        Tell(held.Node);
        return new(held.Node, held.Paths, backup.Root);
    }

    private Compared? Node(string root)
    {
        var node = new NodeReader(Reading(root), Cancellation).ReadNode();
        Tell(node);
        return node.IsEmpty ? null : new(node, null);
    }

    private void Tell(NodePki node)
    {
        foreach (var problem in ProblemSummary.Of(node.Problems))
            WriteError(Errors.FromProblem(problem));
    }

    private string Path(string path) => GetUnresolvedProviderPathFromPSPath(path);

    private ReadOptions Reading(string root) => new() { Root = root, AsOf = AsOf.ToUniversalTime() };

    private sealed record Compared(NodePki Node, IReadOnlySet<string>? Paths, string? Home = null)
    {
        public bool IsList { get; init; }
    }
}
