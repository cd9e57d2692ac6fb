using KubePki.Node.Verdicts;
using KubePki.Pki.Keys;

namespace KubePki.Node.Reading.Certificates;

/// <summary>A certificate file and what is to be held against it, as a command line names them.</summary>
public sealed record ChainRequest
{
    /// <summary>The certificate's file; what stands behind the first certificate is sent along.</summary>
    public required string CertificatePath { get; init; }

    /// <summary>The files of the CAs to trust.</summary>
    public required IReadOnlyList<string> AuthorityPaths { get; init; }

    /// <summary>Files of further CAs.</summary>
    public IReadOnlyList<string> IntermediatePaths { get; init; } = [];

    /// <summary>The private key's file; null for none.</summary>
    public string? KeyPath { get; init; }

    /// <summary>What opens an encrypted key and PKCS#12 stores; null to judge them as Go does, which opens none.</summary>
    public KeyPassphrase? Passphrase { get; init; }

    /// <summary>What is asked.</summary>
    public required VerdictOptions Options { get; init; }
}
