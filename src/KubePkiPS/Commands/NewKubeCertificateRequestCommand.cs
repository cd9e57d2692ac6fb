using System.Management.Automation;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Init;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Creates keys and certificate requests for a CA whose key is not on the node, with a sheet that says how to sign them.</para>
/// <para>
/// Each request has the subject, all names and the usages of the old certificate, also as an extension request, so that a CA that copies
/// extensions signs what Kubernetes needs. Only the owner can access the directory and its keys. requests.md, requests.json and
/// extensions.cnf list role, names, usages, maximum validity period and the openssl commands for the operators of the CA. Install the
/// signed certificates with Import-KubeCertificate.
/// </para>
/// </summary>
/// <example>
/// <para>Preview what would be requested and how it must be signed.</para>
/// <code>New-KubeCertificateRequest -Root ./samples/expired-2020 -Role apiserver -OutDirectory ./requests -WhatIf</code>
/// </example>
/// <example>
/// <para>Create requests for etcd's certificates. Without -Role: for all certificates whose CA key is not on the node.</para>
/// <code>New-KubeCertificateRequest ./requests -Root ./samples/expired-2020 -Role etcd-* -KeyAlgorithm P256</code>
/// </example>
[Cmdlet(VerbsCommon.New, "KubeCertificateRequest", SupportsShouldProcess = true,
    HelpUri = HelpPages.Base + "New-KubeCertificateRequest.md")]
[OutputType(typeof(RequestedCertificate))]
public sealed class NewKubeCertificateRequestCommand : NodePlanCommand
{
    private readonly Dictionary<string, SortedSet<string>> _roles = new(StringComparer.Ordinal);

    /// <summary>The directory for keys, requests and signing sheet. It is created with mode 0700 if it does not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>
    /// The roles to request, such as apiserver, etcd-*, admin.conf. Wildcards are supported. The default is all roles whose CA key is not
    /// on the node.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>Certificates, findings about certificates, or rows with a property Role: new requests are made for their roles.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>A kubeadm configuration file, for values that no old certificate has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>The maximum validity period to request: 365d, 10y, or a TimeSpan. The default is 365 days, limited by the CA.</summary>
    [Parameter]
    [LifetimeTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>Creates the requests with the existing private keys. By default, each request gets a new key.</summary>
    [Parameter]
    public SwitchParameter KeepKey { get; set; }

    /// <summary>The algorithm of new keys: RSA2048, RSA3072, RSA4096, P256 or P384. The default is that of the old keys.</summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>Names and addresses to add to the API server's certificate.</summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>Names and addresses to remove from the API server's certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RemoveSan { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing() => DemandRoles(Role, InitRoles.All);

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Each(InputObject, Take, "certificates, findings about certificates, and rows with a property Role");

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_roles.Count == 0 && !MyInvocation.ExpectingInput)
            Request(Options, Role);
        if (_roles.Count > 1)
            ThrowTerminatingError(Errors.BadValue(
                new ArgumentException("The certificates are of several nodes: specify a directory for each."), nameof(OutDirectory)));
        foreach (var (root, roles) in _roles)
            Request(Options with { Root = root },
                [.. roles.Where(role => Role.Length == 0 || Array.Exists(Role, pattern => Wildcard.Matches(pattern, role)))]);
    }

    private bool Take(PSObject input)
    {
        var certificate = PipelineObject.As<KubeCertificate>(input) ?? PipelineObject.As<KubePkiFinding>(input)?.Certificate;
        if ((certificate?.Role ?? input.Properties["Role"]?.Value as string) is not { } role)
            return false;
        var root = certificate?.Root ?? Options.Root;
        if (!_roles.TryGetValue(root, out var roles))
            _roles.Add(root, roles = []);
        roles.Add(role);
        return true;
    }

    private void Request(ReadOptions options, string[] roles) => Guarded(() =>
    {
        var settings = ConfigFile is null ? null : KubeadmFile.Read(GetUnresolvedProviderPathFromPSPath(ConfigFile), Cancellation);
        var requests = RequestPlanner.Plan(options, GetUnresolvedProviderPathFromPSPath(OutDirectory),
            roles, Repairing, settings, Cancellation);
        Report(requests.Problems);
        WriteNotes(requests.LeftAlone);
        var wanted = requests.Requests.Where(request => ShouldProcess(
            Printable.Text($"{request}{(request.Names.Count == 0 ? "" : $", for {request.Names}")}"),
            Printable.Text($"Create a key and a request in {requests.Directory}"))).ToList();
        if (wanted.Count == 0)
            return;
        foreach (var request in RequestRun.Write(requests.Only(wanted), Cancellation))
            WriteObject(request);
    });

    private RepairOptions Repairing => new()
    {
        ValidFor = ValidFor,
        KeepKey = KeepKey,
        KeyKind = KeyKind.Find(KeyAlgorithm),
        AddNames = AddSan,
        RemoveNames = RemoveSan,
    };
}
