using KubePki.Cluster.Csr.Policy;
using KubePki.Cluster.Trust.Published;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Requests;

/// <summary>
/// CertificateSigningRequests that wait or failed, and whether their signer lives: one finding for all of a signer. Of each only its name
/// and times are kept.
/// </summary>
/// <param name="asOf">The moment to look at.</param>
internal sealed class RequestSurvey(DateTimeOffset asOf)
{
    /// <summary>The check of the signer's life.</summary>
    public const string SignerDead = "SignerDead";

    private const string Target = "CertificateSigningRequests";

    // Whoever approves by hand needs a while; the signer needs seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SigningTime = TimeSpan.FromMinutes(2);

    private readonly Dictionary<(string Signer, KubeCsrState State), List<WaitingRequest>> _requests = [];

    /// <summary>The lease of the controller manager; null when there is none, or it may not be read.</summary>
    public SignerLife? Signer { get; set; }

    /// <summary>The kube-controller-manager of a control plane; null without one.</summary>
    public ControlPlaneComponent? ControllerManager { get; set; }

    /// <summary>Takes a request.</summary>
    public void Add(KubeCsr csr)
    {
        if (csr.IsBeingDeleted || csr.State == KubeCsrState.Issued)
            return;
        var decided = csr.Conditions.FirstOrDefault(condition => condition.Type == csr.State.ToString());
        if (!_requests.TryGetValue((csr.SignerName, csr.State), out var list))
            _requests.Add((csr.SignerName, csr.State), list = []);
        list.Add(new WaitingRequest(csr.Name, csr.CommonName.Length > 0 ? csr.CommonName : csr.Requestor,
            decided?.LastUpdateTime ?? csr.Created ?? asOf, decided is null ? "" : $"{decided.Reason}: {decided.Message}"));
    }

    /// <summary>The names of nodes whose serving requests wait, with the names of the requests.</summary>
    public ILookup<string, WaitingRequest> WaitingServing => _requests
        .Where(item => item.Key.Signer == SignerNames.KubeletServing && item.Key.State is KubeCsrState.Pending or KubeCsrState.Approved)
        .SelectMany(item => item.Value)
        .ToLookup(request => request.For.StartsWith(Node.Layout.PkiRoles.NodeUser, StringComparison.Ordinal)
            ? request.For[Node.Layout.PkiRoles.NodeUser.Length..] : request.For, StringComparer.Ordinal);

    /// <summary>What is wrong.</summary>
    public IEnumerable<TrustFault> Faults()
    {
        if (Signer is { } life && life.IsDead(asOf))
            yield return Dead(life);
        foreach (var ((signer, state), all) in _requests.OrderBy(item => item.Key.Signer, StringComparer.Ordinal).ThenBy(item =>
            item.Key.State))
        {
            var since = state switch
            {
                KubeCsrState.Pending => Patience,
                KubeCsrState.Approved => SigningTime,
                _ => TimeSpan.Zero,
            };
            var list = all.Where(request => asOf - request.Since >= since).OrderBy(request => request.Since).ToList();
            if (list.Count > 0)
                yield return Of(signer, state, list);
        }
    }

    private TrustFault Of(string signer, KubeCsrState state, List<WaitingRequest> list) => state switch
    {
        KubeCsrState.Pending => Pending(signer, list),
        KubeCsrState.Approved => IsOfCluster(signer) ? NotSigned(signer, list) : NobodySigns(signer, list),
        KubeCsrState.Failed => Failed(signer, list),
        _ => Denied(signer, list),
    };

    private static bool IsOfCluster(string signer) => SignerNames.All.Contains(signer);

    private TrustFault Dead(SignerLife life) =>
        new TrustFault(SignerDead, FindingSeverity.Error, $"Lease kube-system/{SignerLife.LeaseName}",
            $"kube-controller-manager has not renewed its lease for {Times.Span(asOf - life.RenewTime!.Value)}: it does not run.",
            "No controller works. No request is approved or signed: kubelets cannot renew their certificates. kube-root-ca.crt, "
                + "cluster-info and bootstrap tokens are not kept.",
            Advice.Of($"On each control plane: kubepki test; crictl ps -a --name kube-controller-manager; "
                + $"journalctl -u kubelet | kubepki logs")).With([life.Describe()]);

    private static TrustFault Pending(string signer, List<WaitingRequest> list)
    {
        var policy = SignerNames.PolicyOf(signer);
        var isUnknown = signer.StartsWith(SignerNames.Domain + "/", StringComparison.Ordinal) && !IsOfCluster(signer);
        return new TrustFault(isUnknown ? "CsrUnknownSigner" : "CsrPending", FindingSeverity.Warning, Target, isUnknown
                ? $"{Wait(list, $"for {signer}, which is no signer of Kubernetes")}." : $"{Wait(list, $"for approval ({signer})")}.",
            Stops(signer) + " Requests that wait are removed after 24 hours.",
            policy is not null ? Advice.Of($"kubepki csr approve --policy {policy} --what-if")
                : Advice.Of($"Look at them: kubepki csr; then kubectl certificate approve NAME, or deny")).With(Facts(list));
    }

    private TrustFault NotSigned(string signer, List<WaitingRequest> list)
    {
        var proof = Facts(list).ToList();
        if (Signer is not null)
            proof.Insert(0, Signer.Describe());
        var flag = ControllerManager is { } manager && manager.Flag("cluster-signing-cert-file") is null
            && !manager.Flags.Any(item => item.Name.StartsWith("cluster-signing-", StringComparison.Ordinal)) ? manager : null;
        if (flag is not null)
            proof.Insert(0, $"{flag.NodePath}: it has no --cluster-signing-cert-file");
        return new TrustFault("CsrNotSigned", FindingSeverity.Error, Target,
            $"{TrustFault.Count(list.Count, "request")} of {signer} {Were(list)} approved and got no certificate, the first "
                + $"{Times.Span(asOf - list[0].Since)} ago.",
            $"The signer does not work. {Stops(signer)}",
            Advice.Of($"On each control plane, check that kube-controller-manager runs and has --cluster-signing-cert-file and "
                + $"--cluster-signing-key-file: kubepki test; crictl ps -a --name kube-controller-manager")).With(proof);
    }

    private TrustFault NobodySigns(string signer, List<WaitingRequest> list) =>
        new TrustFault("CsrUnknownSigner", FindingSeverity.Warning, Target,
            $"{TrustFault.Count(list.Count, "request")} of {signer} {Were(list)} approved and got no certificate, the first "
                + $"{Times.Span(asOf - list[0].Since)} ago.",
            "Nothing in Kubernetes itself signs for it: a program of its own has to, and does not.",
            Advice.Of($"Find the program that signs for {signer}, and look at its log. If the name is wrong, "
                + $"the signers of Kubernetes are: "
                + $"{Advice.List(", ", SignerNames.All)}")).With(Facts(list));

    private static TrustFault Failed(string signer, List<WaitingRequest> list) =>
        new TrustFault("CsrFailed", FindingSeverity.Error, Target,
            $"{signer} refused to sign {TrustFault.Count(list.Count, "request")}: {list[0].Reason}",
            Stops(signer),
            Advice.Of($"Correct the request and make it anew: kubepki csr shows what is in it"))
        .With([.. list.GroupBy(request => request.Reason).Select(group => $"{TrustFault.Count(group.Count(), "request")} "
            + $"({TrustFault.Names([.. group.Select(request => request.Name)])}): {group.Key}")]);

    private static TrustFault Denied(string signer, List<WaitingRequest> list) =>
        new TrustFault("CsrDenied", FindingSeverity.Information, Target,
            $"{TrustFault.Count(list.Count, "request")} of {signer} {Were(list)} denied.",
            "Whoever asked goes on asking. " + Stops(signer),
            Advice.Of($"Look at them: kubepki csr"))
        .With([.. list.GroupBy(request => request.Reason).Select(group => $"{TrustFault.Count(group.Count(), "request")} "
            + $"({TrustFault.Names([.. group.Select(request => $"{request.Name} for {request.For}")])}): {group.Key}")]);

    private static string Wait(List<WaitingRequest> list, string what) => list.Count == 1
        ? $"1 request waits {what}, since {Times.Rfc3339(list[0].Since)}"
        : $"{TrustFault.Count(list.Count, "request")} wait {what}, the oldest since {Times.Rfc3339(list[0].Since)}";

    private static string Were(List<WaitingRequest> list) => list.Count == 1 ? "was" : "were";

    private static IEnumerable<string> Facts(IEnumerable<WaitingRequest> list) =>
        list.Select(request => $"{request.Name}: for {request.For}, since {Times.Rfc3339(request.Since)}");

    private static string Stops(string signer) => signer switch
    {
        SignerNames.KubeletServing => "kubectl logs and exec, and metrics of these nodes fail until their kubelets have a certificate.",
        SignerNames.KubeletClient => "These nodes cannot join, or cannot renew: their kubelets stop when their certificates expire.",
        _ => "Whoever asked has no certificate.",
    };
}
