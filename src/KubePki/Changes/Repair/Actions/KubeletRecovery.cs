using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Checks.Validity;
using KubePki.Node.Guidance;
using KubePki.Node.Layout;
using KubePki.Pki.Keys;

namespace KubePki.Changes.Repair.Actions;

/// <summary>
/// What brings kubelet's credential back: the best pem that it has, else a new one from the CA's key; with its links and its kubeconfig as
/// kubelet expects them, so that the next rotation works.
/// </summary>
internal sealed class KubeletRecovery
{
    private readonly NodeView _node;
    private readonly PlanFacts _facts;
    private readonly KubeletClientVerdict _verdict;
    private readonly KubeletState _kubelet;
    private readonly KubeletLinks _links;
    private readonly KubeletConf _conf;
    private readonly List<PlannedChange> _changes = [];
    private IssuedCredential? _issue;
    private (string NodePath, string User, string To)? _embedded;

    public KubeletRecovery(PlanFacts facts, KubeletClientVerdict verdict)
    {
        _facts = facts;
        _node = facts.Node;
        _verdict = verdict;
        _kubelet = _node.Pki.Kubelet!;
        _links = new KubeletLinks(_node, $"{_kubelet.CertificateDirectory}/{KubeletFiles.ClientLink}");
        _conf = new KubeletConf(facts, _links.Path);
    }

    private bool IsEmbedded =>
        _verdict is { CredentialKind: CredentialKinds.EmbeddedCertificate, Certificate.Source: CertificateSource.KubeconfigUser };

    // The name of another node, where this one's own is certain.
    private bool IsMisnamed => _verdict is { Usable: true, NameMatches: false } && KubeletNodeNameMismatch.IsCertain(_node);

    private bool IsNearEnd =>
        _verdict is { Usable: true, Certificate: { } certificate } && CertificateExpiring.IsNearOfKubelet(certificate);

    // Rotation would go on beside it.
    private bool IsPinned => KubeletCredentialPinned.PinnedOf(_node) is not null;

    /// <summary>The work; else why there is none.</summary>
    public (RenewKubeletCredential? Action, string? Obstacle) Plan(string reason)
    {
        foreach (var (from, to) in _links.Kept)
            _changes.Add(Change("create", to, $"the content of {from}", "mode 0600"));
        var isReplaced = (!_verdict.Usable || IsMisnamed || IsNearEnd) && Restore();
        if (!_verdict.Usable && !isReplaced)
            return (null, _verdict.Remedy);
        if (!isReplaced)
            Tidy();
        // The link may lead there as it is.
        if (_links.Current is { IsLink: true, Target: { } now } && now == _links.Target)
            _links.Target = null;
        if (_links.Target is not null)
            _changes.Add(Change("link", _links.Path, $"points to {_links.Target}{UntilOf(_links.Target)}"));
        foreach (var away in _links.Away)
            _changes.Add(Change("move", away, "to the backup"));
        var isNamed = isReplaced || IsEmbedded || IsPinned;
        if (isNamed && _conf.Obstacle is { } obstacle)
            return (null, obstacle);
        var (conf, confChange) = _conf.Plan(isNamed);
        if (confChange is not null)
            _changes.Add(confChange);
        if (_changes.Count == 0)
            return (null, "kubelet's credential is valid, and kubelet renews it automatically.");
        return (new RenewKubeletCredential
        {
            IsReplaced = isReplaced,
            IsOfThisNode = _issue is not null || (isReplaced && Alternative?.IsForThisNode == true),
            Issue = _issue,
            Links = _links,
            Embedded = _embedded,
            Kubeconfig = conf,
            Step = RepairAction.NewStep(Title(conf is not null, isReplaced), "kubelet", reason, _changes,
                _verdict.Usable && conf is null && !isReplaced ? TextList.Empty : RestartTexts.Of("kubelet")) with
            {
                Until = _issue?.Order.NotAfter,
                WouldNotHelp = _issue is null || !_node.Guidance.IsOfKubeadm
                    ? []
                    : [KubePki.Node.Kubelet.KubeletJudge.LeftOut,
                        "kubeadm init phase kubeconfig kubelet will not fix this: it skips existing files"],
            },
        }, null);
    }

    // What kubelet uses does not work: the best of what it has, else a new one.
    private bool Restore()
    {
        if (Alternative is { } best && IsPem(best.NodePath) && _links.PemOf(best.NodePath) is { } pem)
        {
            _links.Target = pem;
            return true;
        }
        if (_facts.AuthorityOf(PkiRoles.KubeletConf) is not { } authority)
            return false;
        var old = _verdict.Certificate is { } known && new HolderProof(_node).IsSigned(known) ? known : null;
        // Without a name there is nothing to write into a certificate.
        if (old is null or { GoError: not null } && NodeNames.ForCertificates(_node.Spec) is null)
            return false;
        var (order, clamped) = RenewalOrders.Of(_facts, PkiRoles.KubeletConf, old, authority);
        var kind = _facts.KindLike(old);
        _issue = new IssuedCredential(order, authority, kind, _links.FreePath(_node.AsOf));
        _links.Target = _issue.PemPath;
        _changes.Add(new PlannedChange("create", _node.HostPath(_links.Target), _links.Target,
            TextList.From(CertificateDetails.Of(order, old?.Parsed, kind, clamped).Append("mode 0600"))));
        return true;
    }

    // In the place of one that works for now, or for another node, only one that is better by far.
    private KubeletPem? Alternative => _verdict.Usable
        ? _verdict.Candidates.FirstOrDefault(pem => pem is { Usable: true, IsCurrent: false, IsForThisNode: not false }
            && (IsMisnamed || !CertificateExpiring.IsNearOfKubelet(pem.Certificate!)))
        : _verdict.BestAlternative is { IsForThisNode: false } && KubeletNodeNameMismatch.CanIssue(_node) ? null
        : _verdict.BestAlternative;

    // What kubelet uses works: only its surroundings are put right.
    private void Tidy()
    {
        var best = _verdict.Candidates
            .FirstOrDefault(pem => pem.Usable && (pem.NodePath == _verdict.CredentialPath || IsPem(pem.NodePath)));
        if (IsEmbedded && best?.IsCurrent == true)
            MoveOut(best.Certificate!);
        else if (IsEmbedded)
            _links.Target = best is null ? null : _links.PemOf(best.NodePath);
        else if (IsPinned)
            _links.Target = LinkWorks ? null : PemOf(best);
        else if (_links.IsFile || _links.LeadsToUnfinished)
            _links.Target = _links.PemOf(PathInUse) ?? PemOf(best);
        else if (_links.IsDangling)
            _links.Target = PemOf(best);
        if (_links.Target is null && (_links.IsFile || _links.IsDangling))
            _links.Away.Add(_links.Path);
    }

    private bool LinkWorks => !_links.IsFile && !_links.LeadsToUnfinished && _links.Current is { TargetExists: true, Target: { } target }
        && _verdict.Candidates.Any(pem => pem.Usable && Path.GetFileName(pem.NodePath) == Path.GetFileName(target));

    private string PathInUse => _verdict.CredentialPath == _links.Path
        && _verdict.Candidates.FirstOrDefault(pem => pem.IsCurrent) is { } current
        ? current.NodePath : _links.Path;

    private string? PemOf(KubeletPem? pem) => pem is not null && IsPem(pem.NodePath) ? _links.PemOf(pem.NodePath) : null;

    private void MoveOut(KubeCertificate certificate)
    {
        _links.Target = _links.FreePath(KubeletLinks.StoredAt(certificate));
        _embedded = (_kubelet.Kubeconfig, _conf.User!, _links.Target);
        _changes.Add(Change("create", _links.Target,
            $"the credential embedded in {_kubelet.Kubeconfig}, valid until {Times.Rfc3339(certificate.NotAfter)}", "mode 0600"));
    }

    private string Title(bool isConfChanged, bool isReplaced) => _issue is not null ? "issue a new kubelet client certificate"
        : isReplaced ? "switch kubelet to another PEM file"
        : IsPinned ? "let kubelet.conf follow kubelet's link"
        : IsEmbedded ? "point kubelet.conf to kubelet's PEM file"
        : isConfChanged && _links.Target is null ? "fix kubelet.conf" : "fix kubelet's links";

    private bool IsPem(string path) =>
        path.EndsWith(".pem", StringComparison.Ordinal) && path.StartsWith(_kubelet.CertificateDirectory + "/", StringComparison.Ordinal);

    private string UntilOf(string path) => _verdict.Candidates.FirstOrDefault(pem => pem.NodePath == path)?.Certificate is { } certificate
        ? $", valid until {Times.Rfc3339(certificate.NotAfter)}"
        : "";

    private PlannedChange Change(string action, string path, params string[] details) =>
        new(action, _node.HostPath(path), path, TextList.From(details));
}
