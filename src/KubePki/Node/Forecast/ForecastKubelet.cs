using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Checks.Kubelet;
using KubePki.Node.Kubelet;
using KubePki.Node.Layout;
using KubePki.Node.Reading;

namespace KubePki.Node.Forecast;

/// <summary>
/// kubelet's credential in the time ahead. Of the window in which it asks for the next one, the end is taken: what holds then holds for
/// every kubelet.
/// </summary>
internal sealed class ForecastKubelet
{
    // kubernetes/pkg/controller/certificates/authority/policies.go: Backdate.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan UsualLifetime = TimeSpan.FromDays(365);

    private ForecastKubelet(ForecastCredential credential, string? obstacle, bool isRefused)
    {
        Credential = credential;
        Obstacle = obstacle;
        IsRefused = isRefused;
    }

    /// <summary>The credential that it has.</summary>
    public ForecastCredential Credential { get; private set; }

    /// <summary>Why it does not renew by itself; null when it does, as long as somebody signs.</summary>
    public string? Obstacle { get; }

    /// <summary>Whether it is not let in, or do anything, with what it has, whatever the time.</summary>
    public bool IsRefused { get; }

    /// <summary>
    /// Whether the window had passed before anybody looked, for a reason that no file shows: then nobody knows that it ever renews.
    /// </summary>
    public bool IsOverdue { get; set; }

    /// <summary>Whether it was told that the window of this credential has passed.</summary>
    public bool HasMissed { get; set; }

    /// <summary>When the window opens.</summary>
    public DateTimeOffset WindowFrom => Times.WholeSeconds(RotationWindow.From(Life.NotBefore, Life.NotAfter));

    /// <summary>When it closes.</summary>
    public DateTimeOffset WindowUntil => Times.WholeSeconds(RotationWindow.Until(Life.NotBefore, Life.NotAfter));

    private ForecastLife Life => Credential.Certificate;

    public IEnumerable<DateTimeOffset> Moments => [.. Credential.Moments, WindowUntil];

    /// <summary>The kubelet of a node; null when it has no credential that can be read.</summary>
    public static ForecastKubelet? Of(NodeView view, Func<KubeCertificate, ForecastCredential> credential) =>
        view.Kubelet is { Certificate: { } certificate } verdict && !certificate.IsNeverValid
            && credential(certificate) is var own
            ? new(own, ObstacleOf(view, verdict), ForecastFault.IsRefused(verdict, own)) : null;

    /// <summary>The same kubelet at the beginning of another run.</summary>
    public ForecastKubelet Copy() => new(Credential, Obstacle, IsRefused);

    /// <summary>Gives it the next one.</summary>
    /// <param name="now">When.</param>
    /// <param name="told">How long certificates live by the flags of the controller manager that signs; null when nothing tells.</param>
    public void Renew(DateTimeOffset now, TimeSpan? told)
    {
        var lifetime = told ?? UsualLifetime;
        var start = now - Backdate;
        // A CA signs nothing that outlives it.
        var end = Credential.Authorities.Count > 0 && Credential.Authorities.Max(authority => authority.NotAfter) is var last
            && last - start < lifetime ? last : start + lifetime;
        Credential = Credential with { Certificate = Credential.Certificate with { NotBefore = start, NotAfter = end } };
        HasMissed = false;
    }

    /// <summary>How long what a controller manager signs lives, by its flags; null when they do not tell.</summary>
    public static TimeSpan? SigningDuration(ControlPlaneComponent? signing) =>
        (signing?.Flag("cluster-signing-duration") ?? signing?.Flag("experimental-cluster-signing-duration")) is { } text
            && GoDuration.Parse(text) is { } told && told > TimeSpan.Zero ? told : null;

    private static string? ObstacleOf(NodeView view, KubeletClientVerdict verdict)
    {
        if (view.Pki.Kubelet is not { } kubelet)
            return "its configuration was not found";
        if (view.Guidance.RunnerOf(PkiRoles.KubeletConf, kubelet.Kubeconfig) is { Elsewhere: null } runner)
            return $"{runner.Title} renews it {runner.RenewsWhen}";
        if (verdict.CredentialKind == CredentialKinds.EmbeddedCertificate)
            return $"its credential is embedded in {verdict.Kubeconfig}, which rotation does not change";
        if (KubeletCredentialPinned.PinnedOf(view) is { CertificatePath: { } pinned })
            return $"its kubeconfig names {pinned}, which rotation does not change";
        if (kubelet.RotateCertificates != true)
            return $"rotateCertificates is not true in {kubelet.ConfigurationFile}";
        return null;
    }
}
