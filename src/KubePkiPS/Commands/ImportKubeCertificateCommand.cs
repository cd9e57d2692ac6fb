using System.Management.Automation;
using KubePki.Changes.ExternalCa;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Installs certificates that came back from a CA.</para>
/// <para>
/// Each finds its role by its key, that of a request or one on the node, and is held against what it must be: subject, every name that was
/// asked for, usages, the CA that really signed it, the moment. What is not right is an error that says why, and nothing of that role is
/// written. The rest is installed in one transaction with its key: files, kubeconfigs, kubelet's pem and link.
/// </para>
/// </summary>
/// <example>
/// <para>Ask for a certificate; once it is signed and lies beside its request, look what would be installed.</para>
/// <code>
/// New-KubeCertificateRequest ./requests -Root ./samples/expired-2020 -Role apiserver;
///   Import-KubeCertificate ./requests -Root ./samples/expired-2020 -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>The PKCS#7 answer of a Microsoft CA, looked at before it is installed.</para>
/// <code>Import-KubeCertificate ./signed/*.p7b -RequestDirectory ./requests -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Certificates and chains from elsewhere, for keys that are among the requests.</para>
/// <code>Import-KubeCertificate ./signed/*.pem -RequestDirectory ./requests -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
[Cmdlet(VerbsData.Import, "KubeCertificate", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Base + "Import-KubeCertificate.md")]
[OutputType(typeof(RepairReceipt))]
public sealed class ImportKubeCertificateCommand : NodePlanCommand
{
    private readonly List<string> _paths = [];

    /// <summary>
    /// Certificates or chains: PEM, DER, PKCS#7 (.p7b) or PKCS#12 (.p12, .pfx); files, or directories of them. Wildcards are taken.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files or directories, taken as they are written: brackets and stars mean themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>The directory of New-KubeCertificateRequest. The default is where the certificates are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestDirectory { get; set; }

    /// <summary>A configuration file of kubeadm, for kubeconfigs that are not there yet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>
    /// With -KeyPassphrase: a key that was encrypted among the requests is installed without encryption, as Kubernetes needs it. Else it
    /// is encrypted again.
    /// </summary>
    [Parameter]
    public SwitchParameter DecryptKey { get; set; }

    /// <summary>How many of the newest backups are kept. The default is 10, and the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <inheritdoc/>
    private protected override bool WritesPlainKeys => DecryptKey;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What came back lies on this machine, not below the root.
        var resolver = new PathResolver(SessionState, root: null);
        foreach (var path in Path ?? LiteralPath ?? [])
            _paths.AddRange(resolver.Resolve(path, LiteralPath is not null, WriteError));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        if (_paths.Count == 0 || PlanCarrier.TakesBack(this, Options.Root) is null)
            return;
        var requests = RequestDirectory is null ? null : GetUnresolvedProviderPathFromPSPath(RequestDirectory);
        var settings = ConfigFile is null ? null : KubeadmFile.Read(GetUnresolvedProviderPathFromPSPath(ConfigFile), Cancellation);
        var import = ImportPlanner.Plan(Options, _paths, requests, settings, Cancellation);
        Report(import.Repair.Problems);
        Report(import.Unread);
        foreach (var refused in import.Refused)
            WriteError(Errors.RefusedCertificate(refused));
        foreach (var note in import.Repair.Plan.LeftAlone)
            WriteWarning(note.ToString());
        PlanCarrier.Carry(this, import.Repair, Options, Cancellation, KeepBackups);
    });
}
