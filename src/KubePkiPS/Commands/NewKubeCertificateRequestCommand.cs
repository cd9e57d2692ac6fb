using System.Management.Automation;
using KubePki.Changes.ExternalCa;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Makes keys and certificate requests for a CA whose key is not on the node, with a sheet of what must be signed how.</para>
/// <para>
/// Each request asks for all that the old certificate said (subject, every name, usages), and in an extension request, so that a CA which
/// copies requests signs what Kubernetes needs. The directory is for its owner alone, and so are the keys in it; requests.md, requests.json
/// and extensions.cnf tell the CA's people role, names, usages, longest lifetime and the openssl commands. Import-KubeCertificate installs
/// what comes back.
/// </para>
/// </summary>
/// <example>
/// <para>What would be asked for, and how it must be signed.</para>
/// <code>New-KubeCertificateRequest -Root ./samples/expired-2020 -Role apiserver -OutDirectory ./requests -WhatIf</code>
/// </example>
/// <example>
/// <para>Requests for etcd's certificates. Without -Role: for all whose CA's key is not on the node.</para>
/// <code>New-KubeCertificateRequest ./requests -Root ./samples/expired-2020 -Role etcd-* -KeyAlgorithm P256</code>
/// </example>
[Cmdlet(VerbsCommon.New, "KubeCertificateRequest", SupportsShouldProcess = true,
    HelpUri = HelpPages.Base + "New-KubeCertificateRequest.md")]
[OutputType(typeof(RequestedCertificate))]
public sealed class NewKubeCertificateRequestCommand : NodePlanCommand
{
    /// <summary>The directory of keys, requests and sheet; made, for its owner alone, when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    /// <summary>
    /// The roles, such as apiserver, etcd-*, admin.conf; wildcards are taken. The default is all whose CA's key is not on the node.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>A configuration file of kubeadm, for what no old certificate tells.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>The longest lifetime to ask for: 365d, 10y, or a TimeSpan. The default is 365 days; never beyond the CA.</summary>
    [Parameter]
    [LifetimeTransform]
    public TimeSpan ValidFor { get; set; } = RepairOptions.Year;

    /// <summary>Asks with the keys that belong to the certificates; otherwise each request gets a new key.</summary>
    [Parameter]
    public SwitchParameter KeepKey { get; set; }

    /// <summary>The kind of new keys: RSA2048, RSA3072, RSA4096, P256 or P384. The default is that of the old ones.</summary>
    [Parameter]
    [ValidateSet("RSA2048", "RSA3072", "RSA4096", "P256", "P384")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>Names and addresses that the API server's certificate is to have besides those that it has.</summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>Names and addresses that the API server's certificate is no longer to have.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RemoveSan { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        var settings = ConfigFile is null ? null : KubeadmFile.Read(GetUnresolvedProviderPathFromPSPath(ConfigFile), Cancellation);
        var requests = RequestPlanner.Plan(Options, GetUnresolvedProviderPathFromPSPath(OutDirectory),
            Role, Repairing, settings, Cancellation);
        Report(requests.Problems);
        foreach (var note in requests.LeftAlone)
            WriteWarning(note.ToString());
        var wanted = requests.Requests.Where(request => ShouldProcess(
            Printable.Text($"{request}{(request.Names.Count == 0 ? "" : $", for {request.Names}")}"),
            Printable.Text($"Make a key and a request in {requests.Directory}"))).ToList();
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
