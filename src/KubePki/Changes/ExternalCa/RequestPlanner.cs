using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;
using KubePki.Pki.X509.Go;

namespace KubePki.Changes.ExternalCa;

/// <summary>
/// Plans requests to a CA whose key is not on the node: for each certificate all that the old one said, else what the layout and the
/// configuration say.
/// </summary>
public static class RequestPlanner
{
    // What openssl's configuration reads as it is written.
    private const string PlainSigns = ".:-_*@/+%?=&~";

    /// <summary>The plan.</summary>
    /// <param name="options">Where the node is, and the moment that is taken for now.</param>
    /// <param name="directory">The directory of the requests, as a path of this machine.</param>
    /// <param name="roles">The roles, wildcards are taken; none for all whose CA's key is not on the node.</param>
    /// <param name="repair">How certificates are to be: names, keys, lifetime.</param>
    /// <param name="settings">What the cluster is to be, where no old certificate tells.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">There is no such role, or the settings make no sense.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static PreparedRequests Plan(ReadOptions options, string directory, IReadOnlyList<string> roles,
        RepairOptions repair, ClusterSettings? settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(roles);
        var node = new NodeReader(options, cancellation).ReadNode();
        if (node.IsEmpty && node.Problems.Count > 0)
            throw new PkiProblemException(node.Problems[0]);
        if (InitRoles.Unknown(roles) is { } unknown)
            throw Refused(node, $"unknown role {unknown}");
        var view = NodeView.Of(node);
        var spec = settings is null ? view.Spec : SettingsSpec.Build(settings, view.Spec);
        foreach (var (reason, source) in settings is null ? [] : SettingsCheck.Complaints(spec, settings))
            throw Refused(node, $"{reason} ({source})");
        return new Planning(view, spec, settings, Path.GetFullPath(directory), repair, options.Passphrase).Plan(roles);
    }

    private static PkiProblemException Refused(NodePki node, string reason) =>
        new(new PkiProblem { Id = PkiProblemId.MalformedConfiguration, Path = node.Root, NodePath = "/", Reason = reason });

    private sealed class Planning(NodeView node, NodeSpec spec, ClusterSettings? settings, string directory, RepairOptions options,
        KeyPassphrase? passphrase)
    {
        private readonly PlanFacts _facts = new(node, options);
        private readonly List<RequestOrder> _orders = [];
        private readonly List<RepairNote> _notes = [];

        public PreparedRequests Plan(IReadOnlyList<string> patterns)
        {
            foreach (var role in InitRoles.All.Where(role => PkiRoles.AuthorityOf(role) is not null))
            {
                if (patterns.Count > 0
                    ? patterns.Any(pattern => Wildcard.Matches(pattern, role)) && (Exists(role) || patterns.Contains(role))
                    : IsWanted(role))
                    Add(role);
            }
            if (_orders.Count + _notes.Count == 0)
                _notes.Add(new RepairNote("requests",
                    "The keys of all CAs are on this node: renew the certificates here (kubepki renew, Update-KubeCertificate)."));
            return new PreparedRequests(node.Pki.Root, directory, _orders, _notes.ToArray()) 
            {
                Passphrase = passphrase,
                Problems = node.Pki.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToArray(),
            };
        }

        private KubeCertificate? OldOf(string role) =>
            _facts.OldOf(role) ?? (role == PkiRoles.KubeletConf ? node.Kubelet?.Certificate : null);

        // Only the first control plane node has the one credential that no cluster needs.
        private bool Exists(string role) => !PkiRoles.Of(role).IsOptional || OldOf(role) is not null;

        // Where etcd is elsewhere, so are its certificates.
        private bool IsWanted(string role)
        {
            if (_facts.AuthorityOf(role) is not null)
                return false;
            if (OldOf(role) is not null)
                return true;
            var hasEtcd = spec.EtcdServers.Count == 0 || spec.EtcdDataDirectory is not null;
            return spec.IsControlPlane && Exists(role) && (hasEtcd || !InitRoles.IsOfEtcd(role));
        }

        private void Add(string role)
        {
            var old = OldOf(role);
            var authorityRole = PkiRoles.AuthorityOf(role)!;
            if (node.Authorities.FirstOrDefault(authority =>
                authority.Role == authorityRole && authority is { Index: 0, GoError: null, PublicKeyHash: not null }) is not { } authority)
            {
                _notes.Add(new RepairNote(role, $"The certificate of its CA, {authorityRole}, is not on the node, "
                    + "or cannot be read: copy it here, because signed certificates are checked against it."));
                return;
            }
            if (Order(role, old, authority) is not { } order)
            {
                _notes.Add(new RepairNote(role,
                    "There is no old certificate and no configuration for a new one: specify the cluster's configuration."));
                return;
            }
            if (order.Names.Typed()
                .FirstOrDefault(name => !name.All(c => char.IsAsciiLetterOrDigit(c) || PlainSigns.Contains(c))) is { } odd)
            {
                _notes.Add(new RepairNote(role, $"Its name {odd} cannot be expressed in an openssl configuration."));
                return;
            }
            var kept = options.KeepKey && old?.KeyMatches == true ? KeyOf(role, old) : null;
            var newKey = kept is null ? _facts.KindLike(old) : null;
            _orders.Add(new RequestOrder(Row(role, order, authority, newKey, kept?.NodePath), order, newKey, kept?.NodePath, kept?.User));
        }

        private CertificateOrder? Order(string role, KubeCertificate? old, KubeCertificate authority)
        {
            if (old is { GoError: null })
                return RenewalOrders.Of(_facts, role, old, authority).Order;
            var (notBefore, notAfter, _) = _facts.LifetimeBelow(authority);
            var order = InitCertificateOrders.Of(role, spec, settings, notBefore, notAfter);
            return order is not null && role == PkiRoles.ApiServer
                ? order with { Names = order.Names.With(options.AddNames).Without(options.RemoveNames) }
                : order;
        }

        private (string NodePath, string? User)? KeyOf(string role, KubeCertificate old)
        {
            if (old.Source == CertificateSource.File)
                return old.KeyPath is { } path ? (HostPaths.ToNode(node.Pki.Root, path), null) : null;
            return (old.NodePath, node.Kubeconfigs.FirstOrDefault(kubeconfig => kubeconfig.Role == role)?.User);
        }

        private RequestedCertificate Row(string role, CertificateOrder order, KubeCertificate authority, KeyKind? newKey, string? keptKey)
        {
            var authorityFile = PkiLayouts.Kubeadm.Files.First(file => file.Role == PkiRoles.AuthorityOf(role)).Pattern;
            var row = new RequestedCertificate
            {
                Role = role,
                Path = Path.Join(directory, RequestFiles.Request(role)),
                KeyPath = keptKey is null ? Path.Join(directory, RequestFiles.Key(role)) : node.HostPath(keptKey),
                KeepsKey = keptKey is not null,
                KeyAlgorithm = newKey?.Name,
                NodePath = _facts.PathOf(role),
                Subject = DistinguishedName.Read(order.Subject.Span, GoVersion.Newest, out _)?.ToString() ?? "",
                Names = TextList.From(order.Names.Typed()),
                KeyUsages = TextList.From(UsageNames.FromBits(order.KeyUsage)),
                Usages = TextList.From(order.Usages),
                Authority = authority.Role!,
                AuthoritySubject = authority.Subject,
                AuthorityKeyHash = authority.PublicKeyHash!,
                NotAfter = order.NotAfter,
                AsOf = node.AsOf,
                Command = "",
            };
            return row with
            {
                Command = Advice.Of($"openssl x509 -req -in {RequestFiles.Request(role)} -CA {authorityFile} -CAkey "
                    + $"{authorityFile[..^4] + ".key"} -CAcreateserial -sha256 -days {row.Days} "
                    + $"-extfile {RequestFiles.Extensions} -extensions {role} -out {RequestFiles.Certificate(role)}").ToString(),
            };
        }
    }
}
