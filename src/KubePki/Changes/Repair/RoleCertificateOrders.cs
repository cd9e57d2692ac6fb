using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair;

/// <summary>What a certificate of a role says when no old one tells: kubeadm's own subjects and names.</summary>
internal static class RoleCertificateOrders
{
    public static CertificateOrder? Of(string role, NodeSpec spec, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var row = PkiRoles.Of(role);
        if (NameOf(row, spec) is not { } name)
            return null;
        var names = row.RequiredNames(spec).Select(required => required.Value).Concat(row.FurtherNames(spec));
        return new CertificateOrder
        {
            Subject = SubjectName.Write(name, row.KubeadmOrganization.In(spec.KubernetesMinor) is { } group ? [group] : []),
            Names = AlternativeNameList.Empty.With(names.Where(text => ServerNames.ValidationError(text) is null)),
            Usages = row.IssuedUsages,
            KeyUsage = Renewal.LeafKeyUsage,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };
    }

    private static string? NameOf(PkiRole role, NodeSpec spec) =>
        role.KubeadmName is { } name && name.Contains('*', StringComparison.Ordinal)
            ? NodeNames.ForCertificates(spec) is { } node ? name.Replace("*", node, StringComparison.Ordinal) : null : role.KubeadmName;
}
