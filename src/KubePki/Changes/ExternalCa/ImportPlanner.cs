using System.Globalization;
using KubePki.Changes.Repair;
using KubePki.Changes.Repair.Actions;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;
using KubePki.Pki.X509;

namespace KubePki.Changes.ExternalCa;

/// <summary>
/// Plans the installation of certificates that came back from a CA: each finds its role by its key, and is taken only when all about it is
/// right.
/// </summary>
public static class ImportPlanner
{
    /// <summary>The plan.</summary>
    /// <param name="options">Where the node is, and the moment that is taken for now.</param>
    /// <param name="paths">Files, or directories of them, as paths of this machine.</param>
    /// <param name="requestDirectory">The directory of the requests; null when they lie with the certificates.</param>
    /// <param name="settings">What the cluster is to be, for kubeconfigs that are not there yet; null when the node's disk tells.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="PkiProblemException">There is no node, or the settings make no sense.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static PreparedImport Plan(ReadOptions options, IReadOnlyList<string> paths,
        string? requestDirectory, ClusterSettings? settings = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(paths);
        var pki = new NodeReader(options, cancellation).ReadNode();
        if (pki.IsEmpty && pki.Problems.Count > 0)
            throw new PkiProblemException(pki.Problems[0]);
        var node = NodeView.Of(pki);
        var spec = settings is null ? node.Spec : SettingsSpec.Build(settings, node.Spec);
        foreach (var (reason, source) in settings is null ? [] : SettingsCheck.Complaints(spec, settings))
            throw new PkiProblemException(new PkiProblem
            {
                Id = PkiProblemId.MalformedConfiguration,
                Path = pki.Root,
                NodePath = "/",
                Reason = $"{reason} ({source})",
            });
        var passphrase = options.Passphrase ?? KeyPassphrase.None();
        var returned = new ReturnedFiles(passphrase, cancellation);
        foreach (var path in paths)
            returned.Read(path);
        var directories = requestDirectory is not null ? [Path.GetFullPath(requestDirectory)]
            : paths.Select(path => Path.GetFullPath(path))
                .Select(path => FileStat.KindOf(path) == FileKind.Directory ? path : Path.GetDirectoryName(path)!);
        var closed = pki.Problems.Where(problem => PkiProblemId.IsAboutPassphrase(problem.Id)).ToList();
        var distrusted = new List<RepairNote>();
        var keys = KnownKeys.Of(node, directories, passphrase, closed, distrusted, cancellation);
        return new Planning(node, spec, returned, keys, closed, distrusted).Plan();
    }

    private sealed class Planning(NodeView node, NodeSpec spec, ReturnedFiles returned, IReadOnlyList<KnownKey> keys,
        IReadOnlyList<PkiProblem> closed, IReadOnlyList<RepairNote> distrusted)
    {
        private readonly PlanFacts _facts = new(node, new RepairOptions());
        private readonly List<RepairNote> _refused = [.. returned.Problems.Where(problem => !IsUnread(problem))
            .Select(problem => new RepairNote(problem.Path, WithoutPath(problem)))];
        private readonly List<RepairNote> _notes = [.. distrusted];

        public PreparedImport Plan()
        {
            var taken = new Dictionary<string, Accepted>(StringComparer.Ordinal);
            var check = new ReturnCheck(node, spec, _facts, returned.Certificates);
            foreach (var certificate in returned.Certificates.DistinctBy(item => Hex.Sha256(item.Certificate.Raw.Span)))
            {
                if (Accept(check, certificate) is not { } accepted)
                    continue;
                if (taken.TryGetValue(accepted.Key.Role, out var other))
                    _notes.Add(new RepairNote(accepted.Key.Role, $"{(Ends(accepted) > Ends(other) ? other : accepted).Returned.Name} "
                        + "was skipped: another certificate is valid for longer."));
                if (other is null || Ends(accepted) > Ends(other))
                    taken[accepted.Key.Role] = accepted;
            }
            var actions = taken.Values.Where(accepted => !IsInPlace(accepted))
                .OrderBy(accepted => PkiRoles.PlaceOf(accepted.Key.Role)).Select(accepted => Plan(accepted, check)).ToArray();
            foreach (var directory in actions.Select(action => Path.GetDirectoryName(action.Key.HostPath)).OfType<string>().Distinct())
                _notes.Add(new RepairNote(directory, "Remove its keys once the certificates are installed: they are copies."));
            var plan = new RepairPlan
            {
                Root = node.Pki.Root,
                NodeName = node.Pki.NodeName,
                AsOf = node.AsOf,
                Steps = actions.Select(action => action.Step).ToArray(),
                LeftAlone = _notes.ToArray(),
            };
            return new PreparedImport(new PreparedRepair(plan, actions) { Label = "import", Verify = RemainingFault, Problems = closed },
                _refused.ToArray()) { Unread = returned.Problems.Where(IsUnread).ToArray() };
        }

        private static bool IsUnread(PkiProblem problem) => problem.Id is PkiProblemId.PathNotFound or PkiProblemId.UnreadableFile;

        private static string WithoutPath(PkiProblem problem) => problem.ToString()[problem.Path.Length..].TrimStart(':', ' ');

        private static long Ends(Accepted accepted) => accepted.Returned.Certificate.NotAfter;

        // A key may play several roles: the first that takes the certificate counts, else the first that says why not.
        private Accepted? Accept(ReturnCheck check, ReturnedCertificate certificate)
        {
            string? refusal = null;
            foreach (var key in keys.Where(key => key.KeyHash == certificate.KeyHash))
            {
                var reason = check.Refusal(certificate, key, out var chain) ?? NoServer(key.Role);
                if (reason is null)
                    return new Accepted(certificate, key, chain);
                refusal ??= $"{certificate.Certificate.Subject} was rejected for {key.Role}: {reason}.";
            }
            if (refusal is null && certificate.IsAuthority)
                return null;
            _refused.Add(new RepairNote(certificate.Path, refusal
                ?? $"{certificate.Certificate.Subject} was rejected: no request and no key of this node matches it{Unbelieved()}."));
            return null;
        }

        private string Unbelieved() => distrusted is [var (target, reason), ..]
            ? $" that can be trusted ({target}: {char.ToLowerInvariant(reason[0])}{reason[1..].TrimEnd('.')})" : "";

        private string? NoServer(string role) => PkiRoles.Find(role)!.Kind == PkiRoleKind.Kubeconfig
            && spec.AdvertiseAddress is null && spec.ControlPlaneEndpoint is null && Existing(PathOf(role)) is null
            ? $"{PathOf(role)} does not exist yet, and the API server URL is not known: specify the cluster's configuration" : null;

        private string PathOf(string role) =>
            role == PkiRoles.KubeletConf && node.Pki.Kubelet is { } kubelet ? kubelet.Kubeconfig : _facts.PathOf(role);

        private Kubeconfig? Existing(string path) => node.Kubeconfigs
            .FirstOrDefault(kubeconfig => kubeconfig.NodePath == path && kubeconfig is { User: not null, Cluster: not null });

        private bool IsInPlace(Accepted accepted)
        {
            var fingerprint = Hex.Sha256(accepted.Returned.Certificate.Raw.Span);
            var old = OldOf(accepted.Key.Role);
            if (old is not { KeyMatches: true } || old.Fingerprint != fingerprint)
                return false;
            _notes.Add(new RepairNote(accepted.Key.Role, $"{accepted.Returned.Name} is already installed."));
            return true;
        }

        private KubeCertificate? OldOf(string role) =>
            _facts.OldOf(role) ?? (role == PkiRoles.KubeletConf ? node.Kubelet?.Certificate : null);

        private InstallCertificate Plan(Accepted accepted, ReturnCheck check)
        {
            var (role, certificate) = (accepted.Key.Role, accepted.Returned.Certificate);
            var details = new List<string>
            {
                $"subject {certificate.Subject}",
                $"valid from {Times.Rfc3339(DateTimeOffset.FromUnixTimeSeconds(certificate.NotBefore))} to "
                    + $"{Times.Rfc3339(DateTimeOffset.FromUnixTimeSeconds(certificate.NotAfter))}",
            };
            if (accepted.Chain.Count > 0)
                details.Add($"with {string.Join(", ", accepted.Chain.Select(between => between.Subject))} behind it");
            if (check.MoreNames(accepted.Returned, accepted.Key) is { Count: > 0 } more)
                details.Add($"names that were not requested: {string.Join(", ", more)}");
            if (certificate.Extensions.ExtendedKeyUsages is null)
                details.Add("no extended key usages, so it is valid for any usage");
            details.Add(accepted.Key.HostPath is { } host ? $"its key from {host}" : "keep the key");
            return PkiRoles.Find(role)!.Kind == PkiRoleKind.Leaf ? Leaf(accepted, details)
                : role == PkiRoles.KubeletConf ? Kubelet(accepted, details) : Kubeconfig(accepted, details);
        }

        private InstallCertificate Leaf(Accepted accepted, List<string> details)
        {
            var role = accepted.Key.Role;
            var old = OldOf(role);
            var path = _facts.PathOf(role);
            var keyPath = _facts.KeyPathFor(old, path);
            var (keyFile, stays) = (node.File(keyPath), accepted.Key.NodePath == keyPath);
            PlannedChange change = new(old is null ? "create" : "write", node.HostPath(path), path, TextList.From(details));
            return new InstallCertificate
            {
                Chain = [accepted.Returned.Certificate, .. accepted.Chain],
                Key = accepted.Key,
                NodePath = path,
                KeyPath = keyPath,
                Step = Step(accepted, role, stays && CertificateDetails.IsClosed(keyFile) ? [change]
                    : [new(stays ? "mode" : "write", node.HostPath(keyPath), keyPath, CertificateDetails.AccessOfKey(keyFile)), change]),
            };
        }

        private InstallCertificate Kubeconfig(Accepted accepted, List<string> details)
        {
            var role = accepted.Key.Role;
            var path = PathOf(role);
            var (text, user, cluster, bundle) = Target(role, path, accepted.Returned.Certificate.Subject!.CommonName);
            var file = node.File(path);
            return new InstallCertificate
            {
                Chain = [accepted.Returned.Certificate, .. accepted.Chain],
                Key = accepted.Key,
                NodePath = path,
                Kubeconfig = path,
                NewText = text,
                User = user,
                Cluster = cluster,
                Bundle = bundle,
                Step = Step(accepted, role, new PlannedChange(text is null ? "write" : "create", node.HostPath(path), path,
                    [.. details, .. _facts.Cluster.Details(text is null ? bundle : [], null),
                    .. CertificateDetails.ModeOfSecret(file), .. CertificateDetails.OwnerOfSecret(file)])),
            };
        }

        private InstallCertificate Kubelet(Accepted accepted, List<string> details)
        {
            var directory = node.Pki.Kubelet?.CertificateDirectory ?? PkiLayouts.KubeletPki;
            var link = $"{directory}/kubelet-client-current.pem";
            var pem =
                $"{directory}/kubelet-client-{node.AsOf.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem";
            var path = PathOf(PkiRoles.KubeletConf);
            var (text, user, cluster, bundle) = Target(PkiRoles.KubeletConf, path, accepted.Returned.Certificate.Subject!.CommonName);
            var namesLink = text is null && node.Kubelet?.CredentialPath == link && bundle.Count == 0;
            PlannedChange[] changes =
            [
                new("create", node.HostPath(pem), pem, [.. details, "mode 0600"]),
                new("link", node.HostPath(link), link, [$"points to {pem}"]),
            ];
            return new InstallCertificate
            {
                Chain = [accepted.Returned.Certificate, .. accepted.Chain],
                Key = accepted.Key,
                NodePath = pem,
                LinkPath = link,
                Kubeconfig = namesLink ? null : path,
                NewText = text,
                User = user,
                Cluster = cluster,
                Bundle = bundle,
                Step = Step(accepted, "kubelet",
                    namesLink
                        ? changes
                        : [.. changes, new(text is null ? "write" : "create", node.HostPath(path), path,
                            [$"user {user} refers to {link}", .. _facts.Cluster.Details(text is null ? bundle : [], null)])]),
            };
        }

        private (string? Text, string User, string Cluster, IReadOnlyList<KubeCertificate> Bundle) Target(
            string role, string path, string commonName)
        {
            if (Existing(path) is { } existing)
                return (null, existing.User!, existing.Cluster!, _facts.Cluster.BundleFor(existing));
            var cluster = spec.ClusterName?.Value ?? "kubernetes";
            var server = KubeadmReleases.IsLocal(role, spec.KubernetesMinor)
                ? ServerUrl.OfNode(spec)
                : ServerUrl.OfControlPlane(spec);
            return (KubePki.Changes.Editing.KubeconfigText.Write(cluster, server, commonName, spec.KubernetesMinor),
                commonName, cluster, node.ClusterAuthorities);
        }

        private static RepairStep Step(Accepted accepted, string target, params PlannedChange[] changes) => new()
        {
            Title = $"install {target}",
            Target = target,
            Reason = $"{accepted.Returned.Name} was signed by {accepted.Returned.Certificate.Issuer}",
            Changes = changes,
            Restart = RestartTexts.Of(target),
        };

        private static string? RemainingFault(IReadOnlyList<RepairAction> actions, ReadOptions options)
        {
            var after = new NodeReader(options).ReadNode();
            foreach (var action in actions.OfType<InstallCertificate>())
            {
                var fingerprint = Hex.Sha256(action.Chain[0].Raw.Span);
                if (!after.Certificates.Any(certificate => certificate.NodePath == action.NodePath
                    && certificate is { Index: 0, KeyMatches: true } && certificate.Fingerprint == fingerprint))
                    return $"{action.NodePath} does not contain the certificate and its key after the change";
            }
            return null;
        }
    }

    private sealed record Accepted(ReturnedCertificate Returned, KnownKey Key, IReadOnlyList<ParsedCertificate> Chain);
}
