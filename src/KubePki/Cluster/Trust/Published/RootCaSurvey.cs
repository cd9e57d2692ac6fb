using KubePki.Model;
using KubePki.Pki.X509;

namespace KubePki.Cluster.Trust.Published;

/// <summary>
/// The ConfigMaps kube-root-ca.crt of all namespaces, by which pods know the API server. Of equal ones one is kept: there may be thousands.
/// </summary>
/// <param name="truth">What the API servers serve.</param>
/// <param name="asOf">The moment to look at.</param>
/// <param name="now">The moment for how long something has waited, no later than now.</param>
/// <param name="within">What counts as expiring; null for the usual.</param>
internal sealed class RootCaSurvey(ServedTruth truth, DateTimeOffset asOf, DateTimeOffset now, ExpiryThreshold? within = null)
{
    /// <summary>The name of the ConfigMap.</summary>
    public const string MapName = "kube-root-ca.crt";

    /// <summary>The check of namespaces without it.</summary>
    public const string MissingMap = "RootCaMissing";

    private const string Target = "ConfigMap " + MapName;

    // The publisher writes it within moments.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mapped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RootCaGroup> _bundles = new(StringComparer.Ordinal);

    /// <summary>A namespace that should have the ConfigMap.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="created">When it was made; null when it does not say.</param>
    /// <param name="isBeingDeleted">Whether it is on its way out: then it needs none.</param>
    public void AddNamespace(string name, DateTimeOffset? created, bool isBeingDeleted)
    {
        if (!isBeingDeleted && !(created is { } start && now - start < Grace))
            _namespaces.Add(name);
    }

    /// <summary>A ConfigMap.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="text">What it has under <c>ca.crt</c>; null when it has nothing.</param>
    public void AddMap(string @namespace, string? text)
    {
        _mapped.Add(@namespace);
        var hash = Hex.Sha256(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
        if (!_bundles.TryGetValue(hash, out var group))
        {
            var place = $"ConfigMap {@namespace}/{MapName}";
            _bundles.Add(hash, group = new RootCaGroup(place, PublishedBundle.Read(text, place, asOf, within)));
        }
        group.Namespaces.Add(@namespace);
    }

    /// <summary>The bundle that most namespaces have; null without any.</summary>
    public PublishedBundle? Usual => Groups.FirstOrDefault()?.Bundle;

    /// <summary>What is wrong.</summary>
    public IEnumerable<TrustFault> Faults()
    {
        if (Missing() is { } missing)
            yield return missing;
        var isOne = _bundles.Count == 1;
        foreach (var group in Groups)
        {
            if (Fault(group, isOne) is { } fault)
                yield return fault;
        }
        if (!isOne && _bundles.Count > 0)
            yield return Different();
    }

    private IEnumerable<RootCaGroup> Groups => _bundles.Values.OrderByDescending(group => group.Namespaces.Count);

    private TrustFault? Missing()
    {
        var without = _namespaces.Except(_mapped).Order(StringComparer.Ordinal).ToList();
        if (without.Count == 0)
            return null;
        var isAll = _mapped.Count == 0;
        return new TrustFault(MissingMap, FindingSeverity.Error, Target,
            isAll ? $"No namespace has the ConfigMap {MapName}."
                : $"{TrustFault.Count(without.Count, "namespace")} ({TrustFault.Names(without)}) "
                    + $"{(without.Count == 1 ? "has" : "have")} no ConfigMap {MapName}.",
            "New pods there do not start: kubelet cannot mount their service account volume (kube-api-access).",
            Advice.Of($"The controller root-ca-cert-publisher of kube-controller-manager writes it. Check that it runs and has "
                + $"--root-ca-file, on a control plane: kubepki test; crictl ps -a --name kube-controller-manager"))
            .With([.. without.Select(name => $"namespace {name}: configmap \"{MapName}\" not found")]);
    }

    private TrustFault? Fault(RootCaGroup group, bool isOne)
    {
        var of = isOne ? "of every namespace" : $"of {TrustFault.Names(group.Namespaces)}";
        if (group.Bundle.Authorities.Count == 0)
        {
            return Wrong(group, $"{MapName} {of} has no certificate that can be read.", group.Bundle.GoError!);
        }
        if (!truth.IsKnown)
            return Ending(group, of);
        if (truth.Complaint(group.Bundle.Authorities) is not { } complaint)
            return Ending(group, of) ?? Rotation(group, of);
        var signer = group.Bundle.Authorities.FirstOrDefault(truth.IsSigner);
        if (signer is { Expired: true })
        {
            return new TrustFault("RootCaExpired", FindingSeverity.Critical, Target,
                $"The CA in {MapName} {of} expired on {Times.Date(signer.NotAfter)}.",
                "No pod accepts the API server's certificate: controllers, operators and webhooks in pods stop.",
                Advice.Of($"Renew the CA on the control plane, keeping its key: kubepki repair --authority --force --what-if, "
                    + $"and restart its parts; the publisher then writes the new one to every namespace"))
            { Certificate = signer }.With(Proof(group, complaint));
        }
        var twin = group.Bundle.Authorities.FirstOrDefault(authority => authority.Subject == complaint.Server.Leaf!.Issuer?.ToString());
        return Wrong(group, $"{MapName} {of} does not hold the CA that signed the API server's certificate"
            + (twin is null ? "." : $": its CA has the same name, {twin.Subject}, and another key."), complaint.GoError,
                Proof(group, complaint));
    }

    private TrustFault Wrong(RootCaGroup group, string message, string goError, IEnumerable<string>? proof = null) =>
        new TrustFault("RootCaWrong", group.Namespaces.Count * 2 > _mapped.Count ? FindingSeverity.Critical : FindingSeverity.Error, Target,
            message, "Pods there reject the API server's certificate.",
            Advice.Of($"kube-controller-manager writes the file of its --root-ca-file there, and writes it again after a change. See who "
                + $"wrote it: kubectl get configmap -n {group.Namespaces[0]} {MapName} -o yaml --show-managed-fields; "
                + $"compare it with the file on each control plane: kubepki test"))
        .With(proof ?? [$"{group.Place}: {goError}"]);

    private static IEnumerable<string> Proof(RootCaGroup group, (ServedServer Server, string GoError) complaint) =>
    [
        .. group.Bundle.Authorities.Select(authority => $"{group.Place}: {TrustFault.Describe(authority)}"),
        $"{complaint.Server.Endpoint} serves: issuer {complaint.Server.Leaf!.Issuer}",
        $"Go: {complaint.GoError}",
        .. group.Namespaces.Count > 1 ? new[] { $"namespaces: {string.Join(", ", group.Namespaces.Take(50))}" } : [],
    ];

    private TrustFault? Ending(RootCaGroup group, string of)
    {
        var last = group.Bundle.Authorities.Where(authority => !truth.IsKnown || truth.IsSigner(authority)).MaxBy(item => item.NotAfter);
        if (last is null || last.Status is CertificateStatus.Valid)
            return null;
        return new TrustFault("RootCaExpired", last.Expired ? FindingSeverity.Critical : FindingSeverity.Warning, Target,
            $"The CA in {MapName} {of} {(last.Expired ? "expired" : "expires")} on {Times.Date(last.NotAfter)}.",
            "From then on no pod accepts the API server's certificate.",
            Advice.Of($"Renew the CA on the control plane, keeping its key: kubepki repair --authority --force --what-if"))
        { Certificate = last }.With([$"{group.Place}: {TrustFault.Describe(last)}"]);
    }

    // What Go accepts and has more keys than one is on its way from one CA to the next.
    private TrustFault? Rotation(RootCaGroup group, string of)
    {
        if (group.Bundle.Keys.Count < 2)
            return null;
        var signers = group.Bundle.Authorities.Where(truth.IsSigner).ToList();
        return new TrustFault("RootCaRotation", FindingSeverity.Information, Target,
            $"{MapName} {of} holds {group.Bundle.Keys.Count} CAs: a change of the CA is under way, or was not finished.",
            "Pods accept certificates of each of them.",
            Advice.Of($"When every API server serves a certificate of the new CA, take the old one out of --root-ca-file and "
                + $"--client-ca-file on each control plane; until then leave both"))
            .With([.. group.Bundle.Authorities.Select(authority => $"{group.Place}: {TrustFault.Describe(authority)}"
                + (signers.Contains(authority) ? " (signed what is served)" : ""))]);
    }

    private TrustFault Different() =>
        new TrustFault("RootCaDiffers", FindingSeverity.Warning, Target,
            $"The namespaces have {_bundles.Count} different {MapName}.",
            "The publisher writes the same to all: it does not run, two controller managers have different files, or somebody changed one.",
            Advice.Of($"Compare --root-ca-file of kube-controller-manager on all control planes: kubepki fleet, with a snapshot of each"))
        .With([.. Groups.Select(group => $"{TrustFault.Count(group.Namespaces.Count, "namespace")} ({TrustFault.Names(group.Namespaces)}): "
            + string.Join("; ", group.Bundle.Authorities.Select(TrustFault.Describe).DefaultIfEmpty("no certificate")))]);
}
