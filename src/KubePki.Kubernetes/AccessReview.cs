namespace KubePki.Kubernetes;

/// <summary>Whether one may do something, in the words of authorization.k8s.io/v1.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Subresource">The part of it; null for the whole.</param>
/// <param name="Name">The object's name; null for any.</param>
public sealed record AccessReview(string Verb, string Group, string Resource, string? Subresource, string? Name);
