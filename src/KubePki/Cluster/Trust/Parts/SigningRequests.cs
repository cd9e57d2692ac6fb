using KubePki.Cluster.Trust.Published;
using KubePki.Cluster.Trust.Requests;
using KubePki.Model;

namespace KubePki.Cluster.Trust.Parts;

/// <summary>CertificateSigningRequests that wait or failed, and whether the signer lives.</summary>
internal sealed class SigningRequests : TrustPart
{
    private static readonly TrustRight ReadLease =
        new("get", "coordination.k8s.io", "leases") { Name = SignerLife.LeaseName, IsOptional = true };

    // Where the lease does not say.
    private static readonly TimeSpan UsualDuration = TimeSpan.FromSeconds(15);

    public override string Name => "requests";

    public override IReadOnlyList<KubePkiCheck> Checks { get; } =
    [
        Check(RequestSurvey.SignerDead, FindingSeverity.Error, "kube-controller-manager, which signs, does not run."),
        Check("CsrNotSigned", FindingSeverity.Error, "Approved requests got no certificate."),
        Check("CsrFailed", FindingSeverity.Error, "A signer refused requests."),
        Check("CsrPending", FindingSeverity.Warning, "Requests wait for a decision."),
        Check("CsrUnknownSigner", FindingSeverity.Warning, "Requests wait for a signer that Kubernetes does not have."),
        Check("CsrDenied", FindingSeverity.Information, "Requests were denied."),
    ];

    public override IReadOnlyList<TrustRight> Rights { get; } = [RequestReader.List, ReadLease];

    public override async Task RunAsync(TrustContext context, CancellationToken cancellation)
    {
        var survey = new RequestSurvey(context.Now)
        {
            ControllerManager = context.Options.Node?.Components.FirstOrDefault(component => component.Name == "kube-controller-manager"),
        };
        context.Count("CertificateSigningRequests", await RequestReader.ReadAsync(context, survey, cancellation).ConfigureAwait(false));
        if (await context.TryAsync(ReadLease, (api, stop) => api.ReadLeaseAsync("kube-system", SignerLife.LeaseName, stop), cancellation)
            .ConfigureAwait(false) is { } lease)
            survey.Signer = new SignerLife(lease.Holder, lease.RenewTime, lease.Duration ?? UsualDuration);
        context.Report(survey.Faults());
    }
}
