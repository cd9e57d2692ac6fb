using KubePki.Model;
using KubePki.Node.Checks.Kubeconfigs;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Verification;

namespace KubePki.Changes.Repair;

/// <summary>What the certificate of a role says when it is renewed: all that the old one said, and what it should have.</summary>
internal static class RenewalOrders
{
    /// <summary>The order, and whether the CA's end cuts its lifetime short.</summary>
    public static (CertificateOrder Order, bool Clamped) Of(
        PlanFacts facts, string role, KubeCertificate? old, KubeCertificate authority)
    {
        var (notBefore, notAfter, clamped) = facts.LifetimeBelow(authority, old);
        var usual = RoleCertificateOrders.Of(role, facts.Node.Spec, notBefore, notAfter);
        var needed = PkiRoles.Find(role)!;
        var needsNames = needed.Usages.Contains("serverAuth");
        var order = old is null || old.GoError is not null ? usual! : Renewal.Of(old.Parsed, notBefore, notAfter);
        // What another signed says what it likes; only names by which a server was called are kept, as they are those that clients use.
        if (old is { GoError: null } && usual is not null && !new AuthorityKey(authority.Parsed).Signed(old.Parsed))
            order = usual with { Names = needsNames ? order.Names : AlternativeNameList.Empty };
        if (needed.CommonName is { } name && old is not null && usual is not null
            && !(name.EndsWith('*') ? old.CommonName.StartsWith(name[..^1], StringComparison.Ordinal) : old.CommonName == name))
            order = order with { Subject = usual.Subject };
        // A credential of another node would be one for nothing.
        if (role == PkiRoles.KubeletConf && usual is not null && KubeletNodeNameMismatch.IsCertain(facts.Node)
            && old?.CommonName != PkiRoles.NodeUser + facts.Node.Spec.NodeName!.Value)
            order = order with { Subject = usual.Subject };
        if (order.Usages.Count > 0 && !order.Usages.Contains("any"))
            order = order with { Usages = order.Usages.Union(needed.Usages).ToArray() };
        if (needed.HasRequiredNames && usual is not null)
            order = order with { Names = AlternativeNameList.Union(order.Names, usual.Names) };
        if (role == PkiRoles.ApiServer)
            order = order with { Names = order.Names.With(Uncovered(facts, old)) };
        if (facts.NamedRoles.Contains(role))
            order = order with { Names = order.Names.With(facts.Options.AddNames).Without(facts.Options.RemoveNames) };
        return (order with { IsAuthority = false }, clamped);
    }

    private static IEnumerable<string> Uncovered(PlanFacts facts, KubeCertificate? serving) => serving is null
        ? []
        : KubeconfigServerNotCovered.Uncovered(facts.Node, serving).Select(item => item.Host)
            .Where(host => ServerNames.ValidationError(host) is null);
}
