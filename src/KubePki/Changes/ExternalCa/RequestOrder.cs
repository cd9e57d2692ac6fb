using KubePki.Model;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Changes.ExternalCa;

/// <summary>A request that is to be made.</summary>
/// <param name="Row">What is reported about it.</param>
/// <param name="Order">What it asks for.</param>
/// <param name="NewKey">The kind of the new key; null when an old one stays.</param>
/// <param name="KeyNodePath">The file of the old key: a key, a pem, or a kubeconfig.</param>
/// <param name="KeyUser">The user of that kubeconfig.</param>
internal sealed record RequestOrder(
    RequestedCertificate Row, CertificateOrder Order, KeyKind? NewKey, string? KeyNodePath, string? KeyUser);
