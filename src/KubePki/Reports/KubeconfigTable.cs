using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Kubeconfigs as a table for people.</summary>
public static class KubeconfigTable
{
    /// <summary>The table.</summary>
    /// <param name="kubeconfigs">The kubeconfigs, in order.</param>
    public static ReportText Write(IEnumerable<Kubeconfig> kubeconfigs)
    {
        var table = new TextTable("KUBECONFIG", "CONTEXT", "SERVER", "USER", "CREDENTIAL", "EXPIRES", "STATUS");
        foreach (var kubeconfig in kubeconfigs)
        {
            table.Add(kubeconfig.Path, kubeconfig.Context ?? "", kubeconfig.Server ?? "", kubeconfig.User ?? "",
                kubeconfig.Credentials.Count > 0 ? string.Join(", ", kubeconfig.Credentials) : kubeconfig.CredentialKind,
                kubeconfig.NotAfter is { } end ? CertificateTable.Date(end) : "", kubeconfig.Status ?? "");
        }
        return ReportText.Of(table);
    }
}
