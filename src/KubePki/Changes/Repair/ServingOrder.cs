using KubePki.Node.Layout;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair;

/// <summary>
/// What kubelet's serving certificate says: the names that kubelet itself asks for (pkg/kubelet/certificate/kubelet.go), and serverAuth
/// alone, so that it is no second credential of the node.
/// </summary>
internal static class ServingOrder
{
    public static CertificateOrder Of(
        string nodeName, AlternativeNameList names, DateTimeOffset notBefore, DateTimeOffset notAfter) => new()
    {
        Subject = SubjectName.Write(PkiRoles.NodeUser + nodeName, PkiRoles.NodeGroup),
        Names = names,
        Usages = PkiRoles.Find(PkiRoles.KubeletServer)!.Usages,
        KeyUsage = Renewal.LeafKeyUsage,
        NotBefore = notBefore,
        NotAfter = notAfter,
    };
}
