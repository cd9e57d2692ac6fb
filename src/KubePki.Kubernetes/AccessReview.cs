namespace KubePki.Kubernetes;

/// <summary>Whether one may do something, in the words of authorization.k8s.io/v1 (SelfSubjectAccessReview).</summary>
/// <param name="Verb">The verb: <c>get</c>, <c>approve</c>.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource: <c>certificatesigningrequests</c>, <c>signers</c>.</param>
/// <param name="Subresource">The part of it, such as <c>approval</c>; null for the whole.</param>
/// <param name="Name">The object's name; null for any.</param>
/// <param name="Namespace">The namespace; null for all.</param>
public sealed record AccessReview(string Verb, string Group, string Resource, string? Subresource = null, string? Name = null,
    string? Namespace = null)
{
    /// <summary>As <c>kubectl auth can-i</c> writes it: <c>approve signers.certificates.k8s.io/NAME</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}{(Subresource is null ? "" : "/" + Subresource)}{(Group.Length == 0 ? "" : "." + Group)}"
            + (Name is null ? "" : " " + Name);
}
