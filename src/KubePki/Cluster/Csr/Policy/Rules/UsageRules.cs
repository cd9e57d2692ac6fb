using System.Globalization;
using KubePki.Model;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about what the certificate may be used for, and for how long.</summary>
internal static class UsageRules
{
    private const string Usages = "spec.usages";
    private const string Duration = "spec.expirationSeconds";
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(600);

    public static CsrRule[] All { get; } =
    [
        new("ExactUsages", RuleScope.Kubelet,
            "The usages are digital signature, optionally key encipherment, "
                + "and server auth or client auth as the signer requires, each once.", Exact),
        new("Duration", RuleScope.Kubelet,
            "The requested duration is not longer than the policy allows (at most 367 days) and not shorter than 10 minutes.",
            NotTooLong),
        new("DurationIsSaid", RuleScope.Kubelet, "If the policy requires it, the request specifies a duration.", Said),
    ];

    private static RuleAnswer Exact(CsrCase tried)
    {
        var usages = tried.Csr.Usages;
        var needed = tried.Scope == RuleScope.Serving ? "server auth" : "client auth";
        foreach (var usage in usages)
        {
            if (usage != needed && usage is not ("digital signature" or "key encipherment"))
                return Deny(Usages, $"'{Printable.Text(usage)}' is requested");
        }
        if (!usages.Contains(needed) || !usages.Contains("digital signature"))
            return Deny(Usages, $"{(usages.Contains(needed) ? "digital signature" : needed)} is not requested");
        return usages.Distinct(StringComparer.Ordinal).Count() == usages.Count
            ? Pass(Usages, usages.ToString())
            : Deny(Usages, "a usage occurs twice");
    }

    private static RuleAnswer NotTooLong(CsrCase tried)
    {
        if (tried.Csr.RequestedDuration is not { } asked)
            return Pass(Duration, "the signer chooses");
        if (asked < Shortest)
            return Deny(Duration,
                string.Create(CultureInfo.InvariantCulture, $"{(long)asked.TotalSeconds} s are requested, less than 10 minutes"));
        var most = tried.Policy!.MaxDuration;
        return asked <= most
            ? Pass(Duration, HumanDuration.Text(asked))
            : Deny(Duration, string.Create(CultureInfo.InvariantCulture,
                $"{(long)asked.TotalSeconds} s are requested; {(long)most.TotalSeconds} s ({HumanDuration.Text(most)}) are allowed"));
    }

    private static RuleAnswer Said(CsrCase tried) => !tried.Policy!.RequireDuration ? None("policy", "the policy does not require it")
        : tried.Csr.RequestedDuration is null ? Deny(Duration, "no duration is requested") : Pass(Duration, "a duration is requested");
}
