using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>Whose a key is, whatever came of the requests with it, and in whatever order they are read.</summary>
public sealed class KeyOwnerTests
{
    private static readonly CsrDraft Good = CsrDraft.ServingOf("worker-1", "worker-1", "10.0.0.21") with { Uid = "good" };

    // Read once: a signature is another one each time.
    private static readonly KubeCsr GoodRequest = Good.Read();

    private static readonly System.Security.Cryptography.AsymmetricAlgorithm Key = Good.Request.Key;

    [Theory]
    [InlineData("Denied")]
    [InlineData("Approved,Failed")]
    [InlineData("Approved")]
    [InlineData("")]
    public void What_became_of_the_other_request_does_not_matter(string conditions)
    {
        var other = With("worker-10", "other") with { Conditions = conditions.Split(',', StringSplitOptions.RemoveEmptyEntries) };
        var decision = Judge(GoodRequest, [other.Read()]);
        Assert.Equal((CsrAnswer.Deny, "KeyIsOwn"), (decision.Decision, decision.Failed.Single()));
    }

    [Fact]
    public void No_order_hides_who_has_signed()
    {
        // Two that name the key and cannot sign with it, one of them for the judged identity, one that renews, and the one who has it, too.
        KubeCsr[] others =
        [
            Unsigned("worker-10", "liar").Read(), Unsigned("worker-1", "copy").Read(), GoodRequest, With("worker-10", "owner").Read(),
            (CsrDraft.RenewalOf("worker-1") with { Uid = "renewal", Request = CsrDraft.RenewalOf("worker-1").Request with { Key = Key } })
                .Read(), Unsigned("cp-1", "third").Read(),
        ];
        foreach (var order in Orders(others))
            Assert.Equal("KeyIsOwn", Judge(GoodRequest, order).Failed.Single());
    }

    [Fact]
    public void Who_cannot_sign_takes_no_key_from_its_owner()
    {
        KubeCsr[] others = [Unsigned("worker-10", "a").Read(), Unsigned("cp-1", "b").Read(), GoodRequest];
        foreach (var order in Orders(others))
            Assert.Equal(CsrAnswer.Approve, Judge(GoodRequest, order).Decision);
    }

    [Fact]
    public void The_same_modulus_with_another_exponent_is_the_same_key()
    {
        var (p, q) = (WeakRsa.Prime(1024, "p"), WeakRsa.Prime(1024, "q"));
        var other = WeakRsa.Of(p, q, 65539).In(CsrDraft.ServingOf("worker-10", "worker-10") with { Uid = "other" }).Read();
        Assert.Equal("KeyIsOwn", Judge(WeakRsa.Of(p, q).In(Good).Read(), [other]).Failed.Single());
    }

    [Fact]
    public void Many_claims_of_one_key_take_little_time()
    {
        var liar = Unsigned("worker-10", "liar").Read();
        var others = Enumerable.Range(0, 20_000).Select(i => liar with { Name = $"c{i}", CommonName = $"system:node:n{i}" })
            .Append(GoodRequest).ToArray();
        var judge = new CsrJudge(Cluster.Context with { Others = others });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var other in others.Take(2000))
            judge.Judge(other);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private static CsrDecision Judge(KubeCsr csr, IReadOnlyList<KubeCsr> others) =>
        new CsrJudge(Cluster.Context with { Others = others }).Judge(csr);

    private static CsrDraft With(string node, string uid)
    {
        var draft = CsrDraft.ServingOf(node, node);
        return draft with { Name = uid, Uid = uid, Request = draft.Request with { Key = Key } };
    }

    private static CsrDraft Unsigned(string node, string uid)
    {
        var draft = CsrDraft.ServingOf(node, node);
        return draft with { Name = uid, Uid = uid, Request = draft.Request with { PublicKeyInfo = Key.ExportSubjectPublicKeyInfo(),
            Key = RequestDraft.KeyOf("liar") } };
    }

    private static IEnumerable<KubeCsr[]> Orders(KubeCsr[] items)
    {
        for (var start = 0; start < items.Length; start++)
        {
            KubeCsr[] turned = [.. items[start..], .. items[..start]];
            yield return turned;
            yield return [.. turned.Reverse()];
        }
    }
}
