using KubePki.Model;

namespace KubePki.Tests.Hostile;

/// <summary>What reading gave, and what it took.</summary>
/// <param name="Snapshots">What was read.</param>
/// <param name="Allocated">The bytes that were allocated on the way.</param>
/// <param name="Time">How long it took.</param>
internal sealed record Judged(IReadOnlyList<NodePki> Snapshots, long Allocated, TimeSpan Time)
{
    public NodePki Pki => Assert.Single(Snapshots);

    public IReadOnlyList<PkiProblem> Problems => Snapshots.SelectMany(pki => pki.Problems).ToArray();

    public IReadOnlyList<KubeCertificate> Certificates => Snapshots.SelectMany(pki => pki.Certificates).ToArray();

    /// <summary>The one problem that there must be.</summary>
    public PkiProblem Problem(string id, int line)
    {
        var problem = Assert.Single(Problems);
        Assert.Equal((id, line), (problem.Id, problem.Line));
        return problem;
    }
}
