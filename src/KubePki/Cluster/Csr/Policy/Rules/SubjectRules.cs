using System.Globalization;
using KubePki.Node.Layout;
using KubePki.Pki.X509;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the subject: it becomes the identity.</summary>
internal static class SubjectRules
{
    private const string Source = "subject";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    public static CsrRule[] All { get; } =
    [
        new("OneCommonName", RuleScope.Kubelet, "The subject has exactly one common name. Go uses only the last one.", One),
        new("OrganizationIsNodes", RuleScope.Kubelet, "The subject has exactly one organization, system:nodes.", Nodes),
        new("NoOtherAttributes", RuleScope.Kubelet, "The subject has only a common name and an organization.", NoOthers),
        new("PlainSubject", RuleScope.Kubelet, "Each part of the subject has one attribute, as PrintableString or UTF8String.", Plain),
        new("CommonNameIsNode", RuleScope.Kubelet,
            "The common name is system:node: followed by a node name, a lowercase DNS subdomain.", IsNode),
    ];

    private static RuleAnswer One(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        var count = anatomy.Subject.Count(part => part.Type == CommonName);
        return count == 1
            ? Pass(Source, tried.Csr.CommonName)
            : Deny(Source, string.Create(CultureInfo.InvariantCulture, $"it has {count} common names"));
    }

    private static RuleAnswer Nodes(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        return anatomy.Subject.Count(part => part.Type == Organization) == 1 && tried.Csr.Organization is ["system:nodes"]
            ? Pass(Source, "O=system:nodes") : Deny(Source, $"the organization is '{tried.Csr.Organization}', not only system:nodes");
    }

    private static RuleAnswer NoOthers(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        var other = anatomy.Subject.Find(part => part.Type is not (CommonName or Organization));
        return other.Type is null ? Pass(Source, "nothing else") : Deny(Source, $"it has an attribute {other.Type}");
    }

    private static RuleAnswer Plain(CsrCase tried)
    {
        if (tried.Anatomy is not { } anatomy)
            return EncodingRules.Unread();
        for (var i = 0; i < anatomy.Subject.Count; i++)
        {
            var part = anatomy.Subject[i];
            if (part.Tag is not (DerTag.PrintableString or DerTag.Utf8String))
                return Deny(Source, string.Create(CultureInfo.InvariantCulture,
                    $"attribute {part.Type} is a string of type {part.Tag}, which programs interpret differently"));
            if (i > 0 && part.Rdn == anatomy.Subject[i - 1].Rdn)
                return Deny(Source, "one part has two attributes");
        }
        return Pass(Source, "plain strings");
    }

    private static RuleAnswer IsNode(CsrCase tried)
    {
        if (tried.Request is null)
            return EncodingRules.Unread();
        if (tried.NodeName is not null)
            return Pass(Source, tried.Csr.CommonName);
        return NodeNames.Of(tried.Csr.CommonName) is { } name
            ? Deny(Source, $"'{name}' is not a valid node name")
            : Deny(Source, $"the common name '{tried.Csr.CommonName}' does not start with {PkiRoles.NodeUser}");
    }
}
