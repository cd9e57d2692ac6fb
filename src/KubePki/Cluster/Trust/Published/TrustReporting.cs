using KubePki.Model;

namespace KubePki.Cluster.Trust.Published;

/// <summary>Makes findings of faults.</summary>
internal static class TrustReporting
{
    /// <summary>Reports faults.</summary>
    public static void Report(this TrustContext context, IEnumerable<TrustFault> faults)
    {
        foreach (var fault in faults)
        {
            var finding = context.Finding(fault.Check, fault.Severity, new TrustObject("", null, ""), fault.Message, fault.Why,
                fault.Remedy,
                fault.Proof, fault.Certificate);
            context.Add(finding with { Target = Printable.Text(fault.Target) });
        }
    }
}
