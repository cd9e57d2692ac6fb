using System.Management.Automation;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that change a node: all in one transaction, shown before, verified after.</summary>
public abstract class RepairNodeCommand : WholeNodeCommand
{
    /// <summary>How long new certificates are valid: 365d, 10y, or a TimeSpan. The default is 365 days; never beyond their CA.</summary>
    [Parameter]
    [LifetimeTransform]
    public TimeSpan ValidFor { get; set; } = RepairOptions.Year;

    /// <summary>Keeps the keys that belong to their certificates; otherwise each certificate gets a new key.</summary>
    [Parameter]
    public SwitchParameter KeepKey { get; set; }

    /// <summary>The kind of new keys: RSA2048, RSA3072, RSA4096, P256 or P384. The default is that of the old ones.</summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>
    /// Names and addresses that the API server's certificate, or kubelet's serving certificate where that is made, is to have besides those
    /// that it has.
    /// </summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>Names and addresses that the API server's certificate is no longer to have.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RemoveSan { get; set; } = [];

    /// <summary>The URL of the API server that renewed kubeconfigs are to name. The default is what they name.</summary>
    [Parameter]
    [ValidatePattern("^https?://[^/\\s]+")]
    public string? Server { get; set; }

    /// <summary>
    /// With -Force: renews CAs, too, with the keys that they have. Their new certificates must then be carried to every node.
    /// </summary>
    [Parameter]
    public SwitchParameter Authority { get; set; }

    /// <summary>How long a renewed CA is valid: 10y, 3650d, or a TimeSpan. The default is ten years.</summary>
    [Parameter]
    [LifetimeTransform]
    public TimeSpan CaValidFor { get; set; } = RepairOptions.Decade;

    /// <summary>Renews also what is good for long; with -Authority, CAs.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// With -KeyPassphrase: a new key that takes the place of an encrypted one is written without encryption, as Kubernetes needs it. Else
    /// it is encrypted again.
    /// </summary>
    [Parameter]
    public SwitchParameter DecryptKey { get; set; }

    /// <inheritdoc/>
    private protected override bool WritesPlainKeys => DecryptKey;

    /// <summary>How many of the newest backups are kept. The default is 10, and the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <summary>How certificates are made, as the parameters say.</summary>
    protected virtual RepairOptions Repairing => new()
    {
        ValidFor = ValidFor,
        KeepKey = KeepKey,
        KeyKind = KeyKind.Find(KeyAlgorithm),
        AddNames = AddSan,
        RemoveNames = RemoveSan,
        Server = Server,
        Force = Force,
        Authority = Authority,
        AuthorityValidFor = CaValidFor,
    };

    /// <summary>The plan for a node.</summary>
    /// <param name="node">The snapshot of the whole node.</param>
    protected abstract PreparedRepair Plan(NodePki node);

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        if (snapshot.IsUnread)
        {
            foreach (var error in Errors.Unread(snapshot))
                WriteError(error);
            return;
        }
        if (WithoutCutOffRun(snapshot) is not { } node)
            return;
        var repair = Plan(node);
        foreach (var problem in repair.Problems.Where(problem => problem.Id == PkiProblemId.TargetNotFound))
            WriteError(Errors.FromProblem(problem));
        foreach (var note in repair.Plan.LeftAlone)
            WriteWarning($"Left alone: {note}");
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
