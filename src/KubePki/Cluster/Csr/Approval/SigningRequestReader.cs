using KubePki.Cluster.Csr.Policy;
using KubePki.Kubernetes;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Approval;

/// <summary>Makes of a request as a cluster has it what is judged. <see cref="CsrObject"/> does the same for files.</summary>
internal static class SigningRequestReader
{
    /// <summary>
    /// Reads a request. What is wrong with it stands in its <see cref="KubeCsr.Problems"/>, so that it is judged and not lost.
    /// </summary>
    /// <param name="item">The request.</param>
    /// <param name="asOf">The moment that its age speaks of.</param>
    /// <returns>The request; null when it has no name.</returns>
    public static KubeCsr? Read(SigningRequest item, DateTimeOffset asOf)
    {
        if (item.Name.Length == 0)
            return null;
        List<string> problems = item.Problem is { } problem ? [problem] : [];
        var csr = new KubeCsr
        {
            Name = item.Name,
            Uid = item.Uid,
            ResourceVersion = item.ResourceVersion,
            ApiVersion = item.ApiVersion,
            Created = item.Created,
            IsBeingDeleted = item.IsBeingDeleted,
            AsOf = asOf,
            SignerName = item.SignerName,
            Requestor = item.UserName,
            RequestorUid = item.UserUid,
            Groups = TextList.From(item.Groups),
            Extra = [.. item.Extra.Select(extra => new KubeCsrExtra(extra.Key, TextList.From(extra.Value)))],
            RequestedDuration = item.ExpirationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Usages = TextList.From(item.Usages),
            Conditions = [.. item.Conditions.Select(Read)],
            HasCertificate = item.Certificate.Length > 0,
            Certificate = CsrObject.CertificateText(item.Certificate.Span),
        };
        return CsrContent.Fill(csr, item.Request.Span, problems);
    }

    private static KubeCsrCondition Read(SigningCondition condition) => new()
    {
        Type = condition.Type,
        Status = condition.Status,
        Reason = condition.Reason,
        Message = condition.Message,
        LastUpdateTime = condition.LastUpdateTime,
    };
}
