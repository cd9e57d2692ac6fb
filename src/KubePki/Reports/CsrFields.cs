using KubePki.Model;

namespace KubePki.Reports;

/// <summary>The properties of a request in the order in which reports write them. JSON and CSV are made from this one list.</summary>
internal static class CsrFields
{
    public static IReadOnlyList<(string Name, Func<KubeCsr, object?> Value)> All { get; } =
    [
        (nameof(KubeCsr.Name), c => c.Name),
        (nameof(KubeCsr.Age), c => c.Age),
        (nameof(KubeCsr.SignerName), c => c.SignerName),
        (nameof(KubeCsr.Requestor), c => c.Requestor),
        (nameof(KubeCsr.RequestorUid), c => c.RequestorUid),
        (nameof(KubeCsr.Groups), c => c.Groups),
        (nameof(KubeCsr.Extra), c => TextList.From(c.Extra.Select(extra => extra.ToString()))),
        (nameof(KubeCsr.RequestedDuration), c => c.RequestedDuration),
        (nameof(KubeCsr.Usages), c => c.Usages),
        (nameof(KubeCsr.State), c => c.State.ToString()),
        (nameof(KubeCsr.Condition), c => c.Condition),
        (nameof(KubeCsr.Conditions), c => TextList.From(c.Conditions.Select(condition => condition.ToString()))),
        (nameof(KubeCsr.HasCertificate), c => c.HasCertificate),
        (nameof(KubeCsr.Subject), c => c.Subject),
        (nameof(KubeCsr.CommonName), c => c.CommonName),
        (nameof(KubeCsr.Organization), c => c.Organization),
        (nameof(KubeCsr.DnsNames), c => c.DnsNames),
        (nameof(KubeCsr.IPAddresses), c => c.IPAddresses),
        (nameof(KubeCsr.OtherNames), c => c.OtherNames),
        (nameof(KubeCsr.KeyAlgorithm), c => c.KeyAlgorithm),
        (nameof(KubeCsr.KeySize), c => c.KeySize),
        (nameof(KubeCsr.PublicKeyHash), c => c.PublicKeyHash),
        (nameof(KubeCsr.SignatureValid), c => c.SignatureValid),
        (nameof(KubeCsr.Problems), c => c.Problems),
        (nameof(KubeCsr.RequestHash), c => c.RequestHash),
        (nameof(KubeCsr.Uid), c => c.Uid),
        (nameof(KubeCsr.ResourceVersion), c => c.ResourceVersion),
        (nameof(KubeCsr.ApiVersion), c => c.ApiVersion),
        (nameof(KubeCsr.Created), c => c.Created),
        (nameof(KubeCsr.AsOf), c => c.AsOf),
        (nameof(KubeCsr.Path), c => c.Path),
        (nameof(KubeCsr.Line), c => c.Line),
    ];
}
