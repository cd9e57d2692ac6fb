using KubePki.Model;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair;

/// <summary>A certificate that is to be issued into one file with its key, as kubelet keeps them.</summary>
/// <param name="Order">What the certificate says.</param>
/// <param name="Authority">The CA that signs it.</param>
/// <param name="NewKey">The kind of its key.</param>
/// <param name="PemPath">The file.</param>
internal sealed record IssuedCredential(CertificateOrder Order, KubeCertificate Authority, KeyKind NewKey, string PemPath);
