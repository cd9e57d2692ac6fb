using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading.Certificates;
using KubePki.Pki.Issuing;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// What renews a CA with the key that it has. All that it signed stays good, since that was signed by the key; but whoever keeps the old
/// certificate refuses it once that has expired, so that it must be carried everywhere. That is why it is never done on the side.
/// </summary>
internal sealed class AuthorityPlan(NodeView node, RepairOptions options)
{
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>The last second of a CA: of the one that the plan makes, else of the one that is there.</summary>
    public DateTimeOffset EndOf(KubeCertificate authority) => _ends.GetValueOrDefault(authority.Fingerprint, authority.NotAfter);

    /// <summary>Whether the plan renews this CA.</summary>
    public bool Renews(KubeCertificate authority) => _ends.ContainsKey(authority.Fingerprint);

    /// <summary>Why a CA is left as it is; null when it is to be renewed.</summary>
    public string? Obstacle(KubeCertificate? authority)
    {
        if (authority is null)
            return "The certificate of this CA is not on the node.";
        if (authority.GoError is not null)
            return $"Its certificate cannot be read ({authority.GoError}): "
                + "restore it from a backup or copy it from another control plane node.";
        if (authority is not { HasKey: true, KeyMatches: true })
            return ClosedKeys.Obstacle(node.Pki, authority) ?? "Its key is not on this node: renew it where the key is stored.";
        if (authority.Subject != authority.Issuer)
            return $"It was signed by another CA, {authority.Issuer}, which must renew it.";
        return options is { Authority: true, Force: true } ? null
            : "CAs are renewed on request only (-Authority -Force; kubepki: --authority --force), with their existing key: "
                + "what they signed stays valid, but the new certificate must be copied to every node and every kubeconfig.";
    }

    /// <summary>The work that renews it.</summary>
    public RenewAuthority Plan(KubeCertificate authority, ValidityPlan validity, string reason)
    {
        // A clock that is behind must not refuse what it has trusted so far.
        var notBefore = authority.NotBefore < validity.Start ? authority.NotBefore : validity.Start;
        var order = Renewal.OfAuthority(authority.Parsed, notBefore, ValidityPlan.EndAfter(validity.Now, options.AuthorityValidFor));
        _ends[authority.Fingerprint] = order.NotAfter;
        var holders = node.Pki.Certificates.Where(other => other.Fingerprint == authority.Fingerprint
            && other.Source == CertificateSource.File && NodeView.KindOf(other) == PkiRoleKind.Authority)
            .Select(other => other.NodePath).ToHashSet(StringComparer.Ordinal);
        var files = node.Pki.Certificates.Where(other => other.Source == CertificateSource.File && holders.Contains(other.NodePath))
            .OrderBy(other => other.Index).GroupBy(other => other.NodePath).ToArray();
        TextList details =
        [
            $"subject {authority.Subject}, as before", $"valid from {Times.Rfc3339(order.NotBefore)} to {Times.Rfc3339(order.NotAfter)}",
            "keep the key, so that what it signed stays valid",
        ];
        return new RenewAuthority
        {
            Authority = authority,
            Order = order,
            Files = files,
            Step = PlanDraft.Step($"renew {authority.Role} with its existing key", authority.Role!, reason,
                [.. files.Select(file => new PlannedChange("write", node.HostPath(file.Key), file.Key, details))],
                RestartTexts.Of(authority.Role!)) with
            {
                WouldNotHelp =
                [
                    "kubeadm certs renew all will not fix this: it does not renew CAs",
                    "a new CA with the same name will not fix this: it has another key, so existing certificates would not be valid",
                ],
            },
        };
    }
}
