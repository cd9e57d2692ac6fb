using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Node.Checks;
using KubePki.Node.Configuration;
using KubePki.Node.Kubelet;
using KubePki.Node.Reading;
using KubePki.Pki.Keys;
using KubePki.Reports;

namespace KubePki.Fuzz.Inputs;

/// <summary>
/// All that is done with a node short of writing: read, judged, listed in every form, and every plan with what it would write.
/// </summary>
internal static class NodeExercise
{
    private static readonly RepairOptions Cheap = new() { KeyKind = KeyKind.Find("P256"), KeepKey = true };

    public static void Run(string root)
    {
        var node = new NodeReader(new ReadOptions { Root = root, AsOf = FuzzPlace.AsOf }).ReadNode();
        var findings = Diagnosis.Run(node);
        var spec = SpecBuilder.Build(node);
        // What broke behind a border is told to the user, and is a fault all the same.
        if (findings.FirstOrDefault(finding => finding.Check == nameof(CheckFailed)) is { } failed)
            throw new InvalidOperationException($"{failed.Target}: {failed.Proof}");
        Show(node, findings, spec);
        Prepare(() => RepairPlanner.Plan(node, findings, Cheap));
        Prepare(() => RepairPlanner.Renew(node, new RenewalScope(), Cheap with { Force = true }));
        Prepare(() => KubeconfigRepair.Plan(node, null, Cheap));
        Prepare(() => KubeletRepair.Plan(node, Cheap with { Serving = KubeletServing.Issue }));
    }

    private static void Show(NodePki node, IReadOnlyList<KubePkiFinding> findings, NodeSpec spec)
    {
        var verdict = KubeletJudge.Judge(node, spec);
        _ = CertificateTable.Write(node.Certificates, wide: true);
        _ = KubeconfigTable.Write(node.Kubeconfigs);
        _ = FindingTable.Write(findings) + FindingTable.WriteDetails(findings);
        _ = SpecTable.Write(spec) + KubeadmConfiguration.Write(spec);
        _ = KubeletReport.Write(verdict);
        _ = string.Join('\n', node.Problems);
        Sarif.Write(findings, CheckCatalogue.All, "1.0.0", Stream.Null);
        KubeadmExpiration.Write(node.Certificates, Stream.Null);
        using var json = new JsonObjects(Stream.Null);
        foreach (var certificate in node.Certificates)
            json.Write(certificate);
        foreach (var kubeconfig in node.Kubeconfigs)
            json.Write(kubeconfig);
        foreach (var finding in findings)
            json.Write(finding);
        json.Write(spec);
        json.Write(verdict);
    }

    private static void Prepare(Func<PreparedRepair> plan)
    {
        try
        {
            var repair = plan();
            _ = RepairReport.Write(repair.Plan);
            if (repair.Plan.LeftAlone.FirstOrDefault(note => note.Reason.StartsWith(RepairPlanner.Broken,
                StringComparison.Ordinal)) is { } broken)
                throw new InvalidOperationException(broken.ToString());
            using var json = new JsonObjects(Stream.Null);
            json.Write(repair.Plan);
            using var issuance = new IssuanceContext(repair.Plan.Root, [], null, CancellationToken.None);
            _ = ChangeList.Merge(ChangeList.Prepare(repair.Actions, issuance, (_, _) => { }));
        }
        catch (PkiProblemException)
        {
            // Refused, and told.
        }
    }
}
