using System.Management.Automation;
using KubePki.Model;
using KubePki.Node.Configuration;
using KubePki.Reports;

namespace KubePkiPS.Commands;

/// <summary>
/// <para>Rebuilds a cluster's configuration from the files of a node.</para>
/// <para>
/// kubeadm keeps the configuration in the API server; when that is dead it falls back to defaults, and a certificate that it then makes
/// lacks the names that the old one had. This command reads it from manifests, flags, kubeconfigs and the old certificates, each value with
/// its source, and lists where they contradict each other. With -AsKubeadm it writes a configuration file that kubeadm takes with --config.
/// </para>
/// </summary>
/// <example>
/// <para>What this node's files say of the cluster.</para>
/// <code>Get-KubePkiSpec</code>
/// </example>
/// <example>
/// <para>The names that the API server's certificate must have, with the reasons.</para>
/// <code>(Get-KubePkiSpec -Root ./samples/expired-2020).RequiredApiServerNames | Format-Table Value, Source</code>
/// </example>
/// <example>
/// <para>A configuration for kubeadm, while the API server is down.</para>
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

    /// <summary>
    /// The version of kubeadm's format: v1beta2, v1beta3 or v1beta4. The default is the one that fits the cluster's version.
    /// </summary>
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
