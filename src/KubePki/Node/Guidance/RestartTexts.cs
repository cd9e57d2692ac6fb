using System.Text.RegularExpressions;
using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Guidance;

/// <summary>
/// Who reads a changed file when (kubernetes 1.20 and later; the sources are named in the reload matrix of the documentation).
/// </summary>
internal static partial class RestartTexts
{
    private const string Reloads = " reloads it ";

    /// <summary>What is to be done, or not, after a file of a role, or something of kubelet's, has changed.</summary>
    public static TextList Of(string role) => role == "kubelet" ? [Command(role)] : Of(PkiRoles.Of(role));

    /// <summary>The same on a node, whose programs need not be static pods: then kubelet restarts nothing.</summary>
    public static TextList Of(string role, NodePki node)
    {
        var services = node.Components
            .Where(component => !component.IsStaticPod && PkiRoles.Of(role).Readers.Contains(component.Name)).ToList();
        return services.Count == 0 ? Of(role)
            : TextList.From(services.Select(component => NodeGuidance.RestartCommand(component).ToString()).Distinct());
    }

    private static TextList Of(PkiRole role) => role.Reload switch
    {
        RoleReload.Minute => [ByItself(role, "automatically within a minute")],
        RoleReload.Connection => [ByItself(role, "on its next connection")],
        RoleReload.Handshake => [ByItself(role, "on the next handshake")],
        RoleReload.Copies => ["copies of it (~/.kube/config) are not updated unless they are repaired, too"],
        RoleReload.Start when role.Kind == PkiRoleKind.Authority => TextList.From(Carry(role)),
        RoleReload.Start => TextList.From(role.Readers.Select(Command)),
        _ => [],
    };

    private static string ByItself(PkiRole role, string when) =>
        $"{role.Readers[0]}{Reloads}{when}; if it is down, kubelet restarts it";

    /// <summary>The program that one of these texts has restarted; null where it restarts none.</summary>
    public static string? ProgramOf(string text) => Restarted().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>Whether one of these texts says that a program takes the change by itself.</summary>
    public static bool IsReload(string text) => text.Contains(Reloads, StringComparison.Ordinal);

    [GeneratedRegex(@"(?:^|: )(?:systemctl |docker )?restart (?<name>the programs that use \S+|[\w@.-]+)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Restarted();

    // What kubelets trust, workers and pods have, too.
    private static IEnumerable<string> Carry(PkiRole role)
    {
        var isEverywhere = role.Readers.Contains("kubelet");
        yield return isEverywhere
            ? "copy the certificate to every other control plane node and worker "
                + "(/etc/kubernetes/pki/ca.crt, and into their kubelet.conf):"
                + " nodes with the old one stop trusting the cluster when it expires"
            : "copy the certificate to every other control plane node";
        foreach (var reader in role.Readers)
            yield return reader == "etcd" ? "etcd last, one member at a time: " + Command(reader) : Command(reader);
        if (isEverywhere)
            yield return "pods get it through kube-root-ca.crt once kube-controller-manager "
                + "runs; restart pods that read it only on start";
    }

    /// <summary>The command that restarts a component.</summary>
    public static string Command(string component) => Restart(component).ToString();

    /// <summary>The same, within advice.</summary>
    public static Advice Restart(string component) => component == "kubelet" ? Advice.Of($"systemctl restart kubelet")
        : Advice.Of($"restart {component}: {NodeGuidance.RestartCommand(component)}");
}
