using System.Globalization;
using KubePki.Model;
using static KubePki.Cluster.Csr.Policy.RuleAnswer;

namespace KubePki.Cluster.Csr.Policy.Rules;

/// <summary>Rules about the object and its age.</summary>
internal static class ProcessRules
{
    private const string InRequest = "spec.request: ";

    // Clocks of one cluster differ by seconds.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static CsrRule[] All { get; } =
    [
        new("StillPending", RuleScope.All, "It has not been approved, denied, failed or issued yet.", Pending),
        new("WellFormedObject", RuleScope.All, "The object's fields have the types defined by the API, each once.", WellFormed),
        new("WholeObject", RuleScope.Kubelet,
            "The object has the fields that an API server sets: uid, resourceVersion, creationTimestamp.", Whole),
        new("RequestIsStaying", RuleScope.Kubelet, "The object is not being deleted.",
            tried => tried.Csr.IsBeingDeleted ? Defer("metadata.deletionTimestamp", "it is being deleted")
                : Pass("metadata.deletionTimestamp", "it is not being deleted")),
        new("UniqueName", RuleScope.Kubelet,
            "No other request has the same name, because approving by name could approve the wrong one.", Unique),
        new("NotFromTheFuture", RuleScope.Kubelet, "It was not created after the evaluation time.", Future),
        new("NotTooOld", RuleScope.Kubelet,
            "It is not older than the policy allows (at most 24 h, after which Kubernetes removes it).", Old),
    ];

    private static RuleAnswer Pending(CsrCase tried) => tried.Csr.State == KubeCsrState.Pending
        ? Pass("status.conditions", "Pending")
        : Defer("status.conditions", $"it is already {tried.Csr.Condition}");

    private static RuleAnswer WellFormed(CsrCase tried)
    {
        foreach (var problem in tried.Csr.Problems)
        {
            if (!problem.StartsWith(InRequest, StringComparison.Ordinal))
                return Defer("object", problem);
        }
        if (!tried.Csr.IsBare && !IsObjectName(tried.Csr.Name))
            return Defer("object", $"metadata.name '{Printable.Text(tried.Csr.Name)}' is not a name that an API server accepts");
        return Pass("object", "all fields are valid");
    }

    // A part of a path; kubeadm's have capitals and underscores.
    private static bool IsObjectName(string name) => name is not ("" or "." or "..") && name.Length <= 253
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '~' or '+' or '=' or '@');

    // A decision is sent with uid and resourceVersion; without them it would hold for whatever has the name by then.
    private static RuleAnswer Whole(CsrCase tried)
    {
        var csr = tried.Csr;
        if (csr.IsBare)
            return None("metadata", "a PEM request is not an object");
        var missing = csr.Uid is null ? "uid"
            : csr.ResourceVersion is null ? "resourceVersion"
            : csr.Created is null ? "creationTimestamp" : null;
        return missing is null ? Pass("metadata", "complete")
            : Defer("metadata", $"it has no {missing}, which an API server sets on each object");
    }

    private static RuleAnswer Unique(CsrCase tried) =>
        tried.Book.ObjectNames.Other(tried.Csr.Name, ClusterIndex.Identity(tried.Csr)) is null
            ? Pass("metadata.name", "the only one with its name")
            : Defer("metadata.name", $"there is another request named {tried.Csr.Name}, with another uid or other content");

    private static RuleAnswer Future(CsrCase tried)
    {
        const string Source = "metadata.creationTimestamp";
        if (tried.Csr.Created is not { } created)
            return None(Source, "its creation time is not known");
        return created - tried.Context.AsOf > Skew
            ? Defer(Source, $"it was created at {Times.Rfc3339(created)}, which is in the future: a clock is wrong")
            : Pass(Source, Times.Rfc3339(created));
    }

    private static RuleAnswer Old(CsrCase tried)
    {
        const string Source = "metadata.creationTimestamp";
        if (tried.Csr.Created is not { } created)
            return None(Source, "its creation time is not known");
        var age = tried.Context.AsOf - created;
        return age > tried.Policy!.MaxAge
            ? Defer(Source, $"it was created at {Times.Rfc3339(created)}, more than {HumanDuration.Text(tried.Policy.MaxAge)} ago")
            : Pass(Source, $"{HumanDuration.Text(age)} old");
    }
}
