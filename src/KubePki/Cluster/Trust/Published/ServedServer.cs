using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Cluster.Trust.Published;

/// <summary>What one API server really serves.</summary>
internal sealed class ServedServer
{
    /// <summary>Reads what it sent.</summary>
    /// <param name="endpoint">Host and port.</param>
    /// <param name="sent">The certificates in the order in which they were sent.</param>
    public ServedServer(string endpoint, IReadOnlyList<byte[]> sent)
    {
        Endpoint = endpoint;
        Chain = ServedChain.Parse(sent, GoVersion.Newest);
    }

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    /// <summary>The certificates, its own first.</summary>
    public IReadOnlyList<ParsedCertificate> Chain { get; }

    /// <summary>Its own certificate; null when none came, or Go cannot read one of them.</summary>
    public ParsedCertificate? Leaf => ServedChain.Complaint(Chain) is null ? Chain[0] : null;
}
