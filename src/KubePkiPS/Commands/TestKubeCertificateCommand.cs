using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using KubePki.Model;
using KubePki.Node.Layout;
using KubePki.Node.Reading;
using KubePki.Node.Reading.Certificates;
using KubePki.Node.Verdicts;
using KubePki.Pki.X509.Go;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Verifies certificates as a Kubernetes component would: whether it accepts them and, if not, with which error.</para>
/// <para>
/// Kubernetes components are written in Go, so Go's crypto/x509 decides. The verdict follows the rules of the selected release (-GoVersion,
/// -KubernetesVersion). GoError is Go's exact error message, as found in logs, and Plain explains it. The CAs that were tried are listed
/// with the reason why each was not accepted. The machine's certificate stores are not used, and nothing is downloaded. Without
/// -CertificateAuthority, the CA is the one for the certificate's role in the node's layout, or else all CAs in nearby files are used.
/// Without -Usage, a name or address is verified for serverAuth, as a client does; without a name or address, any usage is accepted.
/// </para>
/// </summary>
/// <example>
/// <para>Check whether clients would accept the API server's certificate for this name.</para>
/// <code>
/// Test-KubeCertificate /etc/kubernetes/pki/apiserver.crt -Root ./samples/expired-2020 -Hostname kubernetes.default.svc -AsOf 2020-01-01Z
/// </code>
/// </example>
/// <example>
/// <para>Show all certificates on a copied node that its components would reject at the time of the outage, and why.</para>
/// <code>
/// Test-KubeCertificate -Root ./samples/expired-2020 -AsOf 2020-07-28Z | Where-Object Ok -eq $false | Format-List Name, GoError, Plain
/// </code>
/// </example>
/// <example>
/// <para>Verify certificates from a pipeline as clients of a Kubernetes 1.29 API server.</para>
/// <code>
/// Get-KubeCertificate -Root ./samples/expired-2020 -Role *-client
///   | Test-KubeCertificate -Usage clientAuth -KubernetesVersion 1.29 -AsOf 2020-01-01Z
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "KubeCertificate", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Test-KubeCertificate.md")]
[OutputType(typeof(KubeCertificateVerdict), typeof(bool))]
public sealed class TestKubeCertificateCommand : NodeCommand
{
    private readonly List<KubeCertificate> _piped = [];

    /// <summary>Files with the CAs to trust, instead of the CA for the role in the node's layout. Wildcards are supported.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Authority")]
    public string[]? CertificateAuthority { get; set; }

    /// <summary>Files with additional intermediate CAs. Wildcards are supported.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Intermediate { get; set; }

    /// <summary>The DNS name to verify. Without a name or address, none is verified.</summary>
    [Parameter]
    [Alias("DnsName")]
    [ValidateNotNullOrEmpty]
    public string? Hostname { get; set; }

    /// <summary>The address to verify, instead of a name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public System.Net.IPAddress? IPAddress { get; set; }

    /// <summary>
    /// The accepted extended key usages; one match is enough. The default is serverAuth with a name or address, else any.
    /// </summary>
    [Parameter]
    [ValidateSet("serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "any")]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string[]? Usage { get; set; }

    /// <summary>The Go release whose rules apply, 1.19 to 1.27. The default is the newest.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? GoVersion { get; set; }

    /// <summary>The Kubernetes release whose Go release applies, such as 1.29. Use instead of -GoVersion.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public string? KubernetesVersion { get; set; }

    private VerdictOptions? _question;
    private readonly QuietVerdict _quiet = new();
    private AuthorityFinder? _finder;

    /// <summary>Outputs only true or false: whether every certificate is accepted.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _question = new VerdictOptions
    {
        Authorities = CertificateAuthority is null ? null : ReadFiles(CertificateAuthority),
        Intermediates = Intermediate is null ? [] : ReadFiles(Intermediate),
        Host = Dialled(),
        Usages = Usage ?? [],
        AsOf = AsOf,
        Go = Release(),
    };

    /// <inheritdoc/>
    protected override bool Take(PSObject input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.BaseObject is X509Certificate2 given)
            _piped.Add(GivenCertificate.Read(given.RawData, Options));
        else if (PipelineObject.As<KubeCertificate>(input) is { } certificate)
            _piped.Add(certificate);
        else
            return base.Take(input);
        return true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Judge(_piped);
        if (Quiet)
            WriteObject(_quiet.IsWell);
    }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot) => Judge(snapshot.Certificates);

    private void Judge(IReadOnlyList<KubeCertificate> certificates)
    {
        _finder ??= new AuthorityFinder(Options, Cancellation);
        var judge = new CertificateJudge(_question!, PkiRoles.AuthorityOf);
        var verdicts = certificates.Select(certificate =>
            judge.Judge(certificate, _question!.Authorities is null ? _finder.Near(certificate, certificates) : certificates));
        if (Quiet)
            verdicts.ToList().ForEach(verdict => _quiet.Add(verdict.Ok));
        else
            WriteRows(verdicts);
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
