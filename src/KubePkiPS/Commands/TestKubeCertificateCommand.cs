using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Says of certificates what a Kubernetes component would say: whether it accepts them, and if not, in which words.</para>
/// <para>
/// Kubernetes components are written in Go, so Go's crypto/x509 decides. The verdict follows its rules, which moved between releases
/// (-GoVersion, -KubernetesVersion), and GoError is its text to the letter, as it stands in logs; Plain says the same in plain words. The
/// CAs that were tried are listed with the reason why each was not taken. No certificate store of the machine is asked and nothing is
/// fetched. Without -Authority the CA is the one that the layout has for the certificate's role, among those of its node; else all CAs that
/// lie near. Without -Usage a name or address is checked for serverAuth, as a client does; where none is asked for, any usage will do.
/// </para>
/// </summary>
/// <example>
/// <para>Would clients accept the API server's certificate by this name?</para>
/// <code>
/// Test-KubeCertificate /etc/kubernetes/pki/apiserver.crt -Root ./samples/expired-2020 -Hostname kubernetes.default.svc -AsOf 2020-01-01Z
/// </code>
/// </example>
/// <example>
/// <para>Everything on a copied node that its own components would refuse, at the time of the outage, and why.</para>
/// <code>
/// Test-KubeCertificate -Root ./samples/expired-2020 -AsOf 2020-07-28Z | Where-Object Ok -eq $false | Format-List Name, GoError, Plain
/// </code>
/// </example>
/// <example>
/// <para>Certificates from a pipeline, as clients of the API server of Kubernetes 1.29.</para>
/// <code>
/// Get-KubeCertificate -Root ./samples/expired-2020 -Role *-client
///   | Test-KubeCertificate -Usage clientAuth -KubernetesVersion 1.29 -AsOf 2020-01-01Z
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeCertificate", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubeCertificate.md")]
[OutputType(typeof(KubeCertificateVerdict))]
public sealed class TestKubeCertificateCommand : NodeCommand
{
    private readonly List<KubeCertificate> _piped = [];

    /// <summary>Certificates, as Get-KubeCertificate gives them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Certificate")]
    public KubeCertificate[]? Certificate { get; set; }

    /// <summary>Files of the CAs to trust, instead of the CA that the layout has for the role; wildcards are taken.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Authority { get; set; }

    /// <summary>Files of further CAs that may stand between the certificate and the CA; wildcards are taken.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Intermediate { get; set; }

    /// <summary>The DNS name that clients dial. Without a name and an address none is matched.</summary>
    [Parameter]
    [Alias("DnsName")]
    [ValidateNotNullOrEmpty]
    public string? Hostname { get; set; }

    /// <summary>The address that clients dial, in place of a name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public System.Net.IPAddress? IPAddress { get; set; }

    /// <summary>
    /// The wanted extended key usages, one of which is enough. The default is serverAuth with a name or address, else any.
    /// </summary>
    [Parameter]
    [ValidateSet("serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "any")]
    public string[]? Usage { get; set; }

    /// <summary>The Go release whose rules apply, 1.19 to 1.27; the default is the newest.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GoVersion { get; set; }

    /// <summary>The Kubernetes release whose Go applies, such as 1.29; in place of -GoVersion.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubernetesVersion { get; set; }

    private VerdictOptions? _question;
    private AuthorityFinder? _finder;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _question = new VerdictOptions
    {
        Authorities = Authority is null ? null : ReadFiles(Authority),
        Intermediates = Intermediate is null ? [] : ReadFiles(Intermediate),
        Host = Dialled(),
        Usages = Usage ?? [],
        AsOf = AsOf,
        Go = Release(),
    };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _piped.AddRange(Certificate ?? []);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName != "Certificate")
            base.EndProcessing();
        Judge(_piped);
    }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot) => Judge(snapshot.Certificates);

    private void Judge(IReadOnlyList<KubeCertificate> certificates)
    {
        _finder ??= new AuthorityFinder(Options, Cancellation);
        var judge = new CertificateJudge(_question!, PkiRoles.AuthorityOf);
        foreach (var certificate in certificates)
            WriteObject(judge.Judge(certificate, _question!.Authorities is null ? _finder.Near(certificate, certificates) : certificates));
    }

    private List<KubeCertificate> ReadFiles(string[] patterns)
    {
        var reader = new NodeReader(Options with { Recurse = false }, Cancellation);
        var certificates = new List<KubeCertificate>();
        foreach (var snapshot in patterns.SelectMany(Resolve).SelectMany(reader.ReadPath))
        {
            foreach (var problem in snapshot.Problems)
                WriteError(Errors.FromProblem(problem));
            certificates.AddRange(snapshot.Certificates);
        }
        return certificates;
    }

    private string? Dialled()
    {
        if (Hostname is not null && IPAddress is not null)
            ThrowTerminatingError(Errors.Exclusive(nameof(Hostname), nameof(IPAddress)));
        return Hostname ?? IPAddress?.ToString();
    }

    private KubePki.Pki.X509.Go.GoVersion Release()
    {
        if (GoVersion is not null && KubernetesVersion is not null)
            ThrowTerminatingError(Errors.Exclusive(nameof(GoVersion), nameof(KubernetesVersion)));
        if (KubernetesVersion is not null && KubernetesReleases.GoMinorOf(KubernetesVersion) is { } minor)
            return new KubePki.Pki.X509.Go.GoVersion(minor);
        if (KubernetesVersion is not null
            || !KubePki.Pki.X509.Go.GoVersion.TryParse(GoVersion ?? KubePki.Pki.X509.Go.GoVersion.Newest.ToString(), out var go))
            ThrowTerminatingError(Errors.BadRelease(KubernetesVersion ?? GoVersion!));
        else
            return go;
        return default;
    }
}
