using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>The requests of a file, and what of it could not be read.</summary>
public sealed record CsrReading
{
    /// <summary>The requests, in the order of the file.</summary>
    public IReadOnlyList<KubeCsr> Requests { get; init; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<PkiProblem> Problems { get; init; } = [];

    /// <summary>How many there are of each.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Requests.Count} requests, {Problems.Count} problems");
}
