using KubePki.Tests.Cluster.Csr.Policy;

namespace KubePki.Attacks.Requests;

/// <summary>A request that must not be approved.</summary>
/// <param name="Title">What is wrong with it.</param>
/// <param name="Draft">The request.</param>
internal sealed record Forgery(string Title, CsrDraft Draft)
{
    /// <summary>An honest serving request of worker-1.</summary>
    public static CsrDraft Serving { get; } = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21");

    /// <summary>An honest renewal of worker-1.</summary>
    public static CsrDraft Renewal { get; } = CsrDraft.RenewalOf("worker-1");

    /// <summary>An honest node that joins.</summary>
    public static CsrDraft Join { get; } = CsrDraft.BootstrapOf("worker-5");
}
