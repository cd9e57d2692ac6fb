namespace KubePki.Node.Layout;

/// <summary>How a distribution runs its PKI. Where its files lie is told by its layouts.</summary>
/// <param name="Name">What the layouts call it.</param>
public sealed record Distribution(string Name)
{
    private readonly string? _title;

    /// <summary>What people call it.</summary>
    public string Title
    {
        get => _title ?? Name;
        init => _title = value;
    }

    /// <summary>The systemd unit whose start renews what has expired or soon will; null when none does.</summary>
    public string? Service { get; init; }

    /// <summary>The unit of its workers; null when it is the same.</summary>
    public string? AgentService { get; init; }

    /// <summary>The command that renews what has expired, where that is no restart of a unit; null when there is none.</summary>
    public string? RenewCommand { get; init; }

    /// <summary>What a person should know of that command, as a comment behind it.</summary>
    public string RenewNote { get; init; } = "it renews expired certificates";

    /// <summary>What is to be done when the command fails; null when there is no other way.</summary>
    public string? WayOut { get; init; }

    /// <summary>
    /// How its CAs are renewed where their files on a node are not what counts; null where they are: then whoever has the key may renew
    /// them.
    /// </summary>
    public string? AuthorityRenewal { get; init; }

    /// <summary>How the API server's certificate gets more names; null where that is not known.</summary>
    public string? MoreNames { get; init; }

    /// <summary>How long before the end of a certificate a start renews it; null where that is not known.</summary>
    public TimeSpan? RenewsBefore { get; init; }

    /// <summary>When it renews its certificates, as a sentence says it.</summary>
    public string RenewsWhen { get; init; } = "on start";

    /// <summary>How a node gets its credentials again where that is no command on the node; null when it is one.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>Files and directories that only its nodes have, for those whose PKI lies where others', too, keep theirs.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Names that only its API servers have in their certificates.</summary>
    public IReadOnlyList<string> ServingNames { get; init; } = [];

    /// <summary>
    /// Whether clients reach the API server through a listener that makes its certificate for the names that it is asked for.
    /// </summary>
    public bool HasDynamicListener { get; init; }

    /// <summary>
    /// Whether it makes and renews all of its certificates itself, after rules of its own, and nobody should do so beside it.
    /// </summary>
    public bool IsSelfManaged => Service is not null || RenewCommand is not null || Elsewhere is not null;

    /// <summary>Whether the members of a group of its own may use its keys and credentials: their modes are those that it chose.</summary>
    public bool SharesWithGroup { get; init; }

    /// <summary>
    /// The accounts as which its programs run, to each of which it gives the files that the program must read: nobody should take them
    /// back.
    /// </summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>
    /// The command that makes a token on a controller, where a start of the unit does not renew a credential of kubelet that has ended;
    /// null where it does.
    /// </summary>
    public string? WorkerToken { get; init; }

    /// <summary>The command that restarts kubelet, where that is no unit of systemd named so.</summary>
    public string KubeletRestart { get; init; } = "systemctl restart kubelet";

    /// <summary>What people call it.</summary>
    public override string ToString() => Title;
}
