using System.Text;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;

namespace KubePki.Tests.Node.Verdicts;

public sealed class ChainBatchTests
{
    [Theory]
    [InlineData("{\"id\":")]
    [InlineData("[]")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":\"x\",\"leaf\":\"***\"}")]
    [InlineData("{\"id\":\"x\",\"time\":\"yesterday\"}")]
    [InlineData("{\"id\":\"x\",\"eku\":[\"everything\"]}")]
    [InlineData("{\"id\":\"x\",\"eku\":\"any\"}")]
    [InlineData("{\"id\":\"x\",\"name\":\"\\ud800\"}")]
    [InlineData("{\"id\":\"x\"} {\"id\":\"y\"}")]
    [InlineData("no JSON at all")]
    public void A_broken_line_is_told_by_its_number_and_the_rest_goes_on(string line)
    {
        var (output, broken) = Run($"{{\"id\":\"a\"}}\n\n{line}\n{{\"id\":\"b\"}}");
        Assert.Equal(["a", "b"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(verdict => verdict.Split('"')[3]));
        var (number, reason) = Assert.Single(broken);
        Assert.Equal(3, number);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void A_case_without_files_has_only_what_applies()
    {
        var (output, _) = Run("{\"id\":\"x\",\"name\":\"a\",\"unknown\":{\"deep\":[1]}}");
        Assert.Equal("{\"id\":\"x\",\"parse\":\"data does not contain any valid RSA or ECDSA certificates\",\"nleaf\":0,\"pooln\":0}\n",
            output);
    }

    private static (string Output, List<(long Line, string Reason)> Broken) Run(string cases)
    {
        var broken = new List<(long, string)>();
        using var batch = new ChainBatch(GoVersion.Newest, DateTimeOffset.UnixEpoch);
        using var output = new MemoryStream();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(cases));
        batch.Run(input, output, (line, reason) => broken.Add((line, reason)));
        return (Encoding.UTF8.GetString(output.ToArray()), broken);
    }
}
