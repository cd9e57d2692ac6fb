using System.Globalization;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Configuration;

/// <summary>What somebody once chose for kubeadm's certificates, and no file but they remembers.</summary>
internal static class IssuedChoices
{
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private static readonly string[] Keyed =
    [
        PkiRoles.ApiServer, PkiRoles.ApiServerKubeletClient, PkiRoles.FrontProxyClient, PkiRoles.EtcdServer,
        PkiRoles.ApiServerEtcdClient,
    ];

    /// <summary>The names of a certificate of etcd that kubeadm would not give by itself.</summary>
    public static IReadOnlyList<SpecValue> MoreEtcdNames(NodePki node, string role, NodeSpec spec)
    {
        if (Of(node, role) is not { } certificate)
            return [];
        string?[] usual = ["localhost", "127.0.0.1", "::1", spec.AdvertiseAddress?.Value, spec.NodeName?.Value];
        return [.. certificate.DnsNames.Concat(certificate.IPAddresses).Except(usual.OfType<string>(), StringComparer.OrdinalIgnoreCase)
            .Select(name => new SpecValue(name, $"{certificate.NodePath} SAN"))];
    }

    /// <summary>The kind of keys, as kubeadm names it (encryptionAlgorithm); null for the usual one.</summary>
    public static SpecValue? Algorithm(NodePki node)
    {
        // What is missing is to be made as what is there; CAs are often older, or made elsewhere.
        if (Keyed.Select(role => Of(node, role)).FirstOrDefault(certificate => certificate is not null) is not { } issued)
            return null;
        var name = issued switch
        {
            { KeyAlgorithm: "RSA", KeySize: 3072 or 4096 } => $"RSA-{issued.KeySize.ToString(CultureInfo.InvariantCulture)}",
            { KeyAlgorithm: "ECDSA", KeySize: 256 or 384 } => $"ECDSA-P{issued.KeySize.ToString(CultureInfo.InvariantCulture)}",
            _ => null,
        };
        return name is null ? null : new SpecValue(name, $"{issued.NodePath} key");
    }

    /// <summary>How long a certificate was made to be valid, as a duration of Go; null where that is the usual time.</summary>
    public static SpecValue? Validity(NodePki node, string role, TimeSpan usual)
    {
        if (Of(node, role) is not { } certificate)
            return null;
        var span = certificate.NotAfter - certificate.NotBefore - Backdate;
        // Until 1.30, kubeadm let certificates begin with their CA: such a span is longer than what was chosen.
        var isTold = span > TimeSpan.Zero && (span - usual).Duration() > TimeSpan.FromDays(2)
            && (certificate.IsAuthority || span < usual);
        return isTold ? new SpecValue(string.Create(CultureInfo.InvariantCulture,
            $"{(long)span.TotalHours}h{span.Minutes}m{span.Seconds}s"), $"{certificate.NodePath} NotBefore, NotAfter") : null;
    }

    private static KubeCertificate? Of(NodePki node, string role) => node.Certificates.FirstOrDefault(certificate =>
        certificate.Role == role && certificate is { Index: 0, Source: CertificateSource.File, GoError: null });
}
