namespace KubePki.Model;

/// <summary>Something that is wrong with a node's PKI, with the facts that prove it, what stops because of it, and the fix.</summary>
public record KubePkiFinding
{
    /// <summary>
    /// The check that found it: <c>CertificateExpired</c>; stable, for scripts. For log lines, the entry of the catalogue.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>
    /// How much it matters, as a text: <c>Critical</c>. To PowerShell it is <see cref="SeverityLevel"/>, and compares so.
    /// </summary>
    public string Severity => SeverityLevel.ToString();

    /// <summary>How much it matters, from 0 (Information) to 3 (Critical).</summary>
    public required FindingSeverity SeverityLevel { get; init; }

    /// <summary>What it speaks of, by name: <c>apiserver</c>, <c>kubelet.conf</c>, <c>kubelet</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The file, as a path of the machine that reads it; null when it speaks of no file.</summary>
    public string? Path { get; init; }

    /// <summary>The file, as a path of the node; null when it speaks of no file.</summary>
    public string? NodePath { get; init; }

    /// <summary>The name of the node that it was read from; null when its files do not tell.</summary>
    public string? NodeName { get; init; }

    /// <summary>The directory that stands for that node's <c>/</c>; of what belongs to a cluster, the URL of the API server.</summary>
    public string Root { get; init; } = "/";

    /// <summary>What is wrong, with the values, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The facts that were compared, each with its path.</summary>
    public TextList Proof { get; init; } = TextList.Empty;

    /// <summary>What stops working because of it, and when.</summary>
    public required string Why { get; init; }

    /// <summary>What to do: the commands to run on this node where there are any.</summary>
    public required string Remedy { get; init; }

    /// <summary>Where to read on.</summary>
    public string? Reference { get; init; }

    /// <summary>
    /// Whether all that the fix needs (a CA's key, an older valid credential) lies on this node, so that it needs no other machine.
    /// </summary>
    public bool CanRepair { get; init; }

    /// <summary>What would put it right; null when this tool has nothing for it.</summary>
    internal Fix? Fix { get; init; }

    /// <summary>The command of ours that puts it right; null where none would.</summary>
    internal string? Cure { get; init; }

    /// <summary>The command that shows before what that one does; null where none would.</summary>
    internal string? Preview { get; init; }

    /// <summary>The certificate that it speaks of; null when there is none, or more than one.</summary>
    public KubeCertificate? Certificate { get; init; }

    /// <summary>The moment that it speaks of, UTC.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>One line for a person: severity, check, target, message.</summary>
    public override string ToString() => Printable.Text($"{Severity} {Check} {Target}: {Message}");
}
