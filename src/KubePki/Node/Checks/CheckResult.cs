using KubePki.Model;

namespace KubePki.Node.Checks;

/// <summary>What a check found, before it is given the check's name.</summary>
/// <param name="Target">What it speaks of, by name.</param>
/// <param name="Message">What is wrong, with the values.</param>
/// <param name="Why">What stops working because of it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record CheckResult(string Target, string Message, string Why, Advice Remedy)
{
    public string? Path { get; init; }

    public string? NodePath { get; init; }

    public IEnumerable<string> Proof { get; init; } = [];

    /// <summary>Null for the check's own.</summary>
    public FindingSeverity? Severity { get; init; }

    /// <summary>What would put it right; null when this tool has nothing for it.</summary>
    public Fix? Fix { get; init; }

    public KubeCertificate? Certificate { get; init; }

    /// <summary>Something about a certificate.</summary>
    public static CheckResult In(KubeCertificate certificate, string message, string why, Advice remedy) =>
        new(NameOf(certificate), message, why, remedy)
    {
        Path = certificate.Path,
        NodePath = certificate.NodePath,
        Certificate = certificate,
    };

    /// <summary>Something about a kubeconfig.</summary>
    public static CheckResult In(Kubeconfig kubeconfig, string message, string why, Advice remedy) => new(kubeconfig.Name,
        message, why, remedy)
    {
        Path = kubeconfig.Path,
        NodePath = kubeconfig.NodePath,
    };

    /// <summary>Something about a file.</summary>
    public static CheckResult In(PkiFile file, string message, string why, Advice remedy) =>
        new(System.IO.Path.GetFileName(file.NodePath), message, why, remedy)
    {
        Path = file.Path,
        NodePath = file.NodePath,
    };

    public KubePkiFinding ToFinding(KubePkiCheck check, NodeView node) => new()
    {
        Check = check.Name,
        SeverityLevel = Severity ?? check.SeverityLevel,
        Target = Printable.Text(Target.Length > 0 ? Target : NodePath ?? node.Pki.Root),
        Path = Path,
        NodePath = NodePath,
        NodeName = node.Pki.NodeName,
        Root = node.Pki.Root,
        Message = Printable.Text(Message),
        Proof = TextList.From(Proof.Select(Printable.Text)),
        Why = Printable.Text(Why),
        Remedy = Remedy.ToString(),
        Reference = check.Reference,
        Fix = Fix,
        // How kubelet gets its serving certificate is a choice that only a person makes.
        CanRepair = Fix is { IsPossible: true } and not (Fix.None or Fix.IssueKubeletServer),
        Certificate = Certificate,
        AsOf = node.AsOf,
    };

    private static string NameOf(KubeCertificate certificate) =>
        certificate.Index > 0 ? $"{certificate.Name}[{certificate.Index}]" : certificate.Name;
}
