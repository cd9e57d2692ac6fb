using System.Management.Automation;
using KubePki.Changes.Repair;

namespace KubePkiPS.Commands;

/// <summary>Base of the commands that renew the certificates of servers and CAs, too.</summary>
public abstract class CertificateRepairCommand : RepairNodeCommand
{
    /// <summary>
    /// Names and addresses to add to the API server's certificate, or to kubelet's serving certificate if that is issued.
    /// </summary>
    [Parameter]
    [ValidateServerNames]
    public string[] AddSan { get; set; } = [];

    /// <summary>Names and addresses to remove from the API server's certificate.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RemoveSan { get; set; } = [];

    /// <summary>
    /// With -Force: renews CAs, too, with their existing keys. The new CA certificates must then be copied to every node.
    /// </summary>
    [Parameter]
    public SwitchParameter Authority { get; set; }

    /// <summary>The validity period of a renewed CA: 10y, 3650d, or a TimeSpan. The default is ten years.</summary>
    [Parameter]
    [LifetimeTransform]
    [ArgumentCompleter(typeof(KnownValueCompleter))]
    public TimeSpan? CaValidFor { get; set; }

    /// <inheritdoc/>
    protected override RepairOptions Repairing => base.Repairing with
    {
        AddNames = AddSan,
        RemoveNames = RemoveSan,
        Authority = Authority,
        AuthorityValidFor = CaValidFor ?? RepairOptions.Decade,
    };
}
