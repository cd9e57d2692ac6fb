using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Rebuilds a cluster's configuration from the files of a node.</para>
/// <para>
/// kubeadm stores the configuration in the API server. When the API server is down, kubeadm uses defaults, and certificates that it creates
/// then lack the names of the old ones. This command reads the configuration from manifests, flags, kubeconfigs and the old certificates,
/// each value with its source, and lists contradictions. With -AsKubeadm, it writes a configuration file for kubeadm --config.
/// </para>
/// </summary>
/// <example>
/// <para>Show the cluster's configuration according to this node's files.</para>
/// <code>Get-KubePkiSpec</code>
/// </example>
/// <example>
/// <para>Show the names that the API server's certificate must have, and why.</para>
/// <code>(Get-KubePkiSpec -Root ./samples/expired-2020).RequiredApiServerNames | Format-Table Value, Source</code>
/// </example>
/// <example>
/// <para>Write a kubeadm configuration while the API server is down.</para>
/// <code>Get-KubePkiSpec -Root ./samples/expired-2020 -AsKubeadm | Set-Content kubeadm.yaml</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "KubePkiSpec", DefaultParameterSetName = "Path",
    HelpUri = HelpPages.Base + "Get-KubePkiSpec.md")]
[OutputType(typeof(NodeSpec), typeof(string))]
public sealed class GetKubePkiSpecCommand : WholeNodeCommand
{
    /// <summary>Writes a configuration file for kubeadm: InitConfiguration and ClusterConfiguration, as YAML.</summary>
    [Parameter]
    public SwitchParameter AsKubeadm { get; set; }

    /// <summary>The kubeadm API version: v1beta2, v1beta3 or v1beta4. The default is the one that fits the cluster's version.</summary>
    [Parameter]
    [ValidateSet("v1beta2", "v1beta3", "v1beta4")]
    public string? ConfigVersion { get; set; }

    /// <inheritdoc/>
    protected override void Output(NodePki snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.IsEmpty)
            return;
        var spec = SpecBuilder.Build(snapshot);
        if (AsKubeadm)
            WriteObject(KubeadmConfiguration.Write(spec, ConfigVersion));
        else
            WriteObject(spec);
    }
}
