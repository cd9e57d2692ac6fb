using System.Management.Automation;
using KubePki.Changes.ExternalCa;
using KubePki.Model;
using KubePki.Node.Reading;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Installs certificates that were signed by an external CA.</para>
/// <para>
/// Each certificate is matched to its role by its key, from a request or on the node. Its subject, names, usages, signing CA and validity
/// are checked. A certificate that fails a check is reported as an error with the reason, and nothing is written for its role. The others
/// are installed with their keys in one transaction: files, kubeconfigs, and kubelet's PEM file and link.
/// </para>
/// </summary>
/// <example>
/// <para>Request a certificate and, once it is signed and stored next to its request, preview the installation.</para>
/// <code>
/// New-KubeCertificateRequest ./requests -Root ./samples/expired-2020 -Role apiserver;
///   Import-KubeCertificate ./requests -Root ./samples/expired-2020 -WhatIf
/// </code>
/// </example>
/// <example>
/// <para>Preview the installation of a PKCS#7 response from a Microsoft CA.</para>
/// <code>Import-KubeCertificate ./signed/*.p7b -RequestDirectory ./requests -Root ./samples/expired-2020 -WhatIf</code>
/// </example>
/// <example>
/// <para>Install certificates and chains from another directory whose keys are with the requests.</para>
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
    /// Certificates or chains in PEM, DER, PKCS#7 (.p7b) or PKCS#12 (.p12, .pfx). Files or directories. Wildcards are supported.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Literal paths of files or directories. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Paths, files, and requests from New-KubeCertificateRequest: their directories are read.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public PSObject? InputObject { get; set; }

    /// <summary>The directory written by New-KubeCertificateRequest. The default is the directory of the certificates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestDirectory { get; set; }

    /// <summary>A kubeadm configuration file, needed for kubeconfigs that do not exist yet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigFile { get; set; }

    /// <summary>
    /// With -KeyPassphrase: installs keys that are encrypted in the request directory without encryption, as Kubernetes requires.
    /// Otherwise, they are encrypted again.
    /// </summary>
    [Parameter]
    public SwitchParameter DecryptKey { get; set; }

    /// <summary>The number of recent backups to keep. The default is 10, plus the first of each of the last 30 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? KeepBackups { get; set; }

    /// <inheritdoc/>
    private protected override bool WritesPlainKeys => DecryptKey;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Each(InputObject, Take, "paths, files, and requests from New-KubeCertificateRequest");
        foreach (var path in InputObject is null ? Path ?? LiteralPath ?? [] : [])
            Add(path, LiteralPath is not null);
    }

    private bool Take(PSObject input)
    {
        if (input.BaseObject is string text)
            Add(text, isLiteral: false);
        else if (PipelineObject.As<RequestedCertificate>(input) is { } request)
            Add(RequestDirectory ??= RequestRun.DirectoryOf(request), isLiteral: true);
        else if (PipelineObject.Path(input) is { } path)
            Add(path, isLiteral: true);
        else
            return false;
        return true;
    }

    // What came back lies on this machine, not below the root.
    private void Add(string path, bool isLiteral) =>
        _paths.AddRange(new PathResolver(SessionState, root: null).Resolve(path, isLiteral, WriteError).Except(_paths));

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
        WriteNotes(import.Repair.Plan.LeftAlone);
        PlanCarrier.Carry(this, import.Repair, Options, Cancellation, KeepBackups);
    });
}
