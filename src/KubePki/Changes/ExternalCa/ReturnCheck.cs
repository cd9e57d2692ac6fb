using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Layout;
using KubePki.Pki.Issuing;
using KubePki.Pki.Verification;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.ExternalCa;

/// <summary>Holds a certificate that came back against what it is to be: its role, what was asked for, the node's CA, the moment.</summary>
internal sealed class ReturnCheck(NodeView node, NodeSpec spec, PlanFacts facts, IReadOnlyList<ReturnedCertificate> others)
{
    private const int DigitalSignature = 1;

    /// <summary>Why it is not taken; null when it is.</summary>
    /// <param name="returned">The certificate.</param>
    /// <param name="key">The key that it belongs to.</param>
    /// <param name="chain">The CAs between it and the node's, in order.</param>
    public string? Refusal(ReturnedCertificate returned, KnownKey key, out IReadOnlyList<ParsedCertificate> chain)
    {
        chain = [];
        var (certificate, extensions) = (returned.Certificate, returned.Certificate.Extensions);
        if (extensions.IsAuthority)
            return "it is a CA certificate (CA:TRUE), so its key could sign any certificate";
        if (!key.HasKey)
            return "its request exists, but its key does not";
        if (Wanted(key) is not { } wanted)
            return "its expected content is not known: there is no request, no old certificate and no configuration";
        if (!SameSubject(certificate.Subject!, wanted.Subject))
            return $"its subject is {certificate.Subject} but must be {wanted.Subject}";
        var names = AlternativeNameList.Of(certificate).Typed().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (wanted.Names.Where(name => !names.Contains(name)).ToList() is { Count: > 0 } lost)
            return $"it lacks {string.Join(", ", lost)}";
        if (Objection(key.Role, wanted.Subject, names) is { } reason)
            return reason;
        if (extensions.ExtendedKeyUsages is { } usages && !usages.Contains(UsageCheck.Any)
            && wanted.Usages.Except(usages).ToList() is { Count: > 0 } missing)
            return $"it is not valid for {string.Join(", ", missing)}: its extended key usages are {string.Join(", ", usages)}";
        if (extensions.KeyUsage is { } bits && (bits & DigitalSignature) == 0)
            return $"its key usages are {string.Join(", ", UsageNames.FromBits(bits))}; digitalSignature is missing";
        return WrongTime(certificate) ?? WrongChain(returned, key.Role, out chain);
    }

    /// <summary>The names that it has beyond those asked for.</summary>
    public IReadOnlyList<string> MoreNames(ReturnedCertificate returned, KnownKey key) =>
        [.. AlternativeNameList.Of(returned.Certificate).Typed().Except(Wanted(key)!.Value.Names, StringComparer.OrdinalIgnoreCase)];

    private (DistinguishedName Subject, IReadOnlyList<string> Names, IReadOnlyList<string> Usages)? Wanted(KnownKey key)
    {
        if (key.Request is { } request)
        {
            var asked = request.Extensions.ExtendedKeyUsages ?? [];
            return (request.Subject!, [.. AlternativeNameList.Of(request).Typed()], [.. asked.Union(PkiRoles.Find(key.Role)!.Usages)]);
        }
        var old = OldOf(key.Role);
        var order = old is { GoError: null }
            ? Renewal.Of(old.Parsed, node.AsOf, node.AsOf)
            : RoleCertificateOrders.Of(key.Role, spec, node.AsOf, node.AsOf);
        return order is null ? null
            : (SubjectOf(order), [.. order.Names.Typed()], [.. order.Usages.Union(PkiRoles.Find(key.Role)!.Usages)]);
    }

    // Whatever was asked for: a request does not make somebody else of what the node has, nor takes away what it is called by.
    private string? Objection(string role, DistinguishedName subject, HashSet<string> names)
    {
        var known = new[]
        {
            OldSubject(role), RoleCertificateOrders.Of(role, spec, node.AsOf, node.AsOf) is { } usual ? SubjectOf(usual) : null,
        }
            .OfType<DistinguishedName>().ToList();
        if (known.Count > 0 && !known.Exists(one => one.CommonName == subject.CommonName))
            return $"its subject is {subject}, but this node's is {known[0]}";
        if (known.Count > 0 && subject.Organization.Except(known.SelectMany(one => one.Organization)).ToList() is { Count: > 0 } groups)
            return $"its organization is {string.Join(", ", groups)}, unlike that of {role} on this node";
        var needed = PkiRoles.Of(role).RequiredNames(spec);
        var lost = AlternativeNameList.Empty.With(needed.Select(name => name.Value)
            .Where(name => ServerNames.ValidationError(name) is null)).Typed()
            .Where(name => !names.Contains(name)).ToList();
        return lost.Count > 0 ? $"it lacks {string.Join(", ", lost)}, a name of this node" : null;
    }

    // What another signed says nothing of the node.
    private DistinguishedName? OldSubject(string role) => OldOf(role) is { GoError: null } old
        && node.Authorities.Any(authority => authority.Role == PkiRoles.AuthorityOf(role) && authority.GoError is null
            && new AuthorityKey(authority.Parsed).Signed(old.Parsed))
        ? old.Parsed.Subject : null;

    private KubeCertificate? OldOf(string role) => facts.OldOf(role) ?? (role == PkiRoles.KubeletConf ? node.Kubelet?.Certificate : null);

    private static DistinguishedName SubjectOf(CertificateOrder order) =>
        DistinguishedName.Read(order.Subject.Span, GoVersion.Newest, out _)!;

    // To Kubernetes a subject is a user's name and groups; how it is encoded, and what else stands in it, does not matter.
    private static bool SameSubject(DistinguishedName subject, DistinguishedName wanted) =>
        subject.CommonName == wanted.CommonName && subject.Organization.ToHashSet().SetEquals(wanted.Organization);

    private string? WrongTime(ParsedCertificate certificate)
    {
        var (begin, end) = (DateTimeOffset.FromUnixTimeSeconds(certificate.NotBefore),
            DateTimeOffset.FromUnixTimeSeconds(certificate.NotAfter));
        if (node.AsOf > end)
            return $"it expired at {Times.Rfc3339(end)}";
        return node.AsOf < begin ? $"it is not valid until {Times.Rfc3339(begin)}, and the time is {Times.Rfc3339(node.AsOf)}" : null;
    }

    private string? WrongChain(ReturnedCertificate returned, string role, out IReadOnlyList<ParsedCertificate> chain)
    {
        chain = [];
        var authorityRole = PkiRoles.AuthorityOf(role);
        var authorities = node.Authorities.Where(authority => authority.Role == authorityRole && authority.GoError is null).ToList();
        if (authorities.Count == 0)
            return $"the certificate of its CA, {authorityRole}, is not on the node, so its signature cannot be checked";
        var (roots, between) = (new CertificatePool(), new CertificatePool());
        foreach (var authority in authorities)
            roots.Add(authority.Parsed, authority.NodePath);
        foreach (var other in others.Where(other => other.IsAuthority))
            between.Add(other.Certificate, other.Path);
        var answer = ChainVerifier.Verify(new ChainQuestion
        {
            Leaf = returned.Certificate,
            Roots = roots,
            Intermediates = between,
            Usages = [UsageCheck.Any],
            Time = Moment.From(node.AsOf),
            Go = GoVersion.Newest,
        });
        if (answer.GoError is { } error)
            return $"{authorityRole} of this node ({authorities[0].Subject} in {authorities[0].NodePath}) did not sign it, "
                + $"nor did an intermediate CA that came with it; its issuer is {returned.Certificate.Issuer}. Kubernetes says: {error}";
        chain = [.. answer.Chain.Skip(1).SkipLast(1).Select(entry => entry.Certificate)];
        return null;
    }
}
