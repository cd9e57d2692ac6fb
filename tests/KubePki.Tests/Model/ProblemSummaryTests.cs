using KubePki.Model;

namespace KubePki.Tests.Model;

/// <summary>What is the matter with many files is told once; what is the matter with one is told of it.</summary>
public sealed class ProblemSummaryTests
{
    [Fact]
    public void Of_very_many_of_a_kind_in_one_file_the_first_are_told()
    {
        var told = ProblemSummary.Of(Enumerable.Range(1, 40_000).Select(i => Problem("/a/admin.conf", $"cluster {i}") with
        {
            Id = PkiProblemId.MalformedKubeconfig,
            Line = i,
        })).ToList();
        Assert.Equal(51, told.Count);
        Assert.Equal("/a/admin.conf: 39,950 more problems of this kind (MalformedKubeconfig)", told[^1].ToString());
    }

    [Fact]
    public void Many_files_with_one_reason_are_one_problem()
    {
        var problems = Enumerable.Range(1, 20)
            .Select(i => Problem($"/etc/kubernetes/pki/{(i > 10 ? "etcd/" : "")}{i}.key", "access denied"))
            .Append(Problem("/etc/kubernetes/other.crt", "it is empty"))
            .Append(Problem("/home/jane/.kube/config", "access denied"));
        var told = ProblemSummary.Of(problems).ToList();
        Assert.Equal(3, told.Count);
        Assert.Equal("/etc/kubernetes/pki: 20 files: access denied (1.key, 2.key, 3.key and 17 more)", told[0].ToString());
        Assert.Equal("/etc/kubernetes/other.crt: it is empty", told[1].ToString());
    }

    [Fact]
    public void Few_files_and_lines_of_a_file_are_told_one_by_one()
    {
        Assert.Equal(3, ProblemSummary.Of(Enumerable.Range(1, 3).Select(i => Problem($"/a/{i}", "access denied"))).Count());
        Assert.Equal(9, ProblemSummary.Of(Enumerable.Range(1, 9).Select(i => Problem("/a", "bad PEM") with
        {
            Id = PkiProblemId.MalformedPem, Line = i,
        })).Count());
    }

    private static PkiProblem Problem(string path, string reason) =>
        new() { Id = PkiProblemId.UnreadableFile, Path = path, NodePath = path, Reason = reason };
}
