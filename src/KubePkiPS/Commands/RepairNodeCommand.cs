using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Changes.Transactions;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that change a node: all in one transaction, shown before, verified after.</summary>
public abstract class RepairNodeCommand : WholeNodeCommand
{
    private readonly Dictionary<string, (string Name, PSObject Input)> _origins = new(StringComparer.Ordinal);

    /// <summary>
    /// The validity period of new certificates: 365d, 10y, or a TimeSpan. The default is that of the old certificate, else 365 days,
    /// limited by their CA.
    /// </summary>
    [Parameter]
    [LifetimeTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>Reuses the existing private keys. By default, each certificate gets a new key.</summary>
    [Parameter]
    public SwitchParameter KeepKey { get; set; }

    /// <summary>The algorithm of new keys: RSA2048, RSA3072, RSA4096, P256 or P384. The default is that of the old keys.</summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>The API server URL for renewed kubeconfigs. The default is to keep the current one.</summary>
    [Parameter]
    [ValidatePattern("^https?://[^/\\s]+")]
    public string? Server { get; set; }

    /// <summary>Renews certificates that are not due for renewal, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// With -KeyPassphrase: writes new keys that replace encrypted ones without encryption, as Kubernetes requires. Otherwise, they are
    /// encrypted again.
    /// </summary>
    [Parameter]
    public SwitchParameter DecryptKey { get; set; }

    /// <inheritdoc/>
    private protected override bool WritesPlainKeys => DecryptKey;

    /// <summary>The number of recent backups to keep. The default is 10, plus the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <summary>How certificates are made, as the parameters say.</summary>
    protected virtual RepairOptions Repairing => new()
    {
        ValidFor = ValidFor,
        KeepKey = KeepKey,
        KeyKind = KeyKind.Find(KeyAlgorithm),
        Server = Server,
        Force = Force,
    };

    /// <summary>Whether plans are the result, and nothing is changed.</summary>
    private protected virtual bool OnlyPlans => false;

    /// <summary>A root as snapshots have it: absolute, in one spelling.</summary>
    /// <param name="root">The root as an object or a row has it.</param>
    private protected string Normal(string root) =>
        System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(GetUnresolvedProviderPathFromPSPath(root)));

    /// <summary>Remembers which node an object of the pipeline was read from.</summary>
    /// <param name="input">The object.</param>
    /// <param name="root">The directory that stands for the node's <c>/</c>.</param>
    /// <param name="nodeName">The node's name; null when it is not known.</param>
    private protected void From(PSObject input, string root, string? nodeName)
    {
        if (nodeName is not null)
            _origins.TryAdd(root, (nodeName, input));
    }

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        var root = PipelineObject.Root(input);
        // By its path alone what is left of an object would mean all of the node around that path.
        if (root is null && PipelineObject.IsLeftover(input))
            return false;
        // A row that was made of an object knows the node, too.
        if (root is not null)
            From(input, Normal(root), PipelineObject.Text(input, "NodeName"));
        return base.Take(input);
    }

    /// <summary>The plan for a node.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    protected abstract PreparedRepair Plan(NodePki node);

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty || snapshot.IsUnread)
            return;
        // An object of a file says nothing of the computer that it was made on, but it knows the node.
        if (_origins.TryGetValue(snapshot.Root, out var origin) && origin.Name != snapshot.NodeName)
        {
            WriteError(Errors.RemoteObject(origin.Input, origin.Name));
            return;
        }
        if (OnlyPlans)
        {
            WriteObject(Plan(snapshot).Keeping(BackupRetention.Of(KeepBackups), DateTimeOffset.UtcNow).Plan);
            return;
        }
        if (WithoutCutOffRun(snapshot) is not { } node)
            return;
        var repair = Plan(node);
        foreach (var problem in repair.Problems.Where(problem => problem.Id == PkiProblemId.TargetNotFound))
            WriteError(Errors.FromProblem(problem));
        if (repair.IsBroken)
            WriteError(Errors.PlanBroken(repair.Plan));
        WriteNotes(repair.Plan);
        if (repair.Plan is { Steps.Count: 0, LeftAlone.Count: 0 } && !repair.IsHelpless && repair.Problems.Count == 0)
            PlanCarrier.TellOfNothing(this, repair.Plan);
        PlanCarrier.Carry(this, repair, Options with { Root = snapshot.Root }, Cancellation, KeepBackups);
    }

    // What a run has left that was killed is no state to make plans for.
    private NodePki? WithoutCutOffRun(NodePki node) => PlanCarrier.TakesBack(this, node.Root) switch
    {
        null => null,
        true => new NodeReader(Options with { Root = node.Root }, Cancellation).ReadNode(),
        false => node,
    };
}
