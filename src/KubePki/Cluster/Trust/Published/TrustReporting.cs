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
            context.Add(context.Finding(fault.Check, fault.Severity, fault.Target, fault.Message, fault.Why, fault.Remedy, fault.Proof,
                fault.Certificate));
        }
    }
}
