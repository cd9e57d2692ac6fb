using KubePki.Model;

namespace KubePki.Logs;

/// <summary>The file of a node that proves what a line says.</summary>
internal sealed record LogProof
{
    /// <summary>The file's name for people.</summary>
    public required string Target { get; init; }

    public string? Path { get; init; }

    public required string NodePath { get; init; }

    /// <summary>What the file shows, in one sentence.</summary>
    public required string Says { get; init; }

    /// <summary>The facts that were compared.</summary>
    public TextList Facts { get; init; } = TextList.Empty;

    public KubeCertificate? Certificate { get; init; }

    /// <summary>What fixes it, where the case is more special than the entry; null otherwise.</summary>
    public Advice? Remedy { get; init; }

    /// <summary>Whether a file of this cluster is at fault, where the entry warns that it may be another's.</summary>
    public bool IsOfOwn { get; init; }

    /// <summary>What is proved of a certificate.</summary>
    public static LogProof Of(KubeCertificate certificate, string says, params ReadOnlySpan<string> facts) => new()
    {
        Target = certificate.Name,
        Path = certificate.Path,
        NodePath = certificate.NodePath,
        Certificate = certificate,
        Says = says,
        Facts = TextList.From([CertificateFact.Lifetime(certificate), .. facts]),
    };
}
