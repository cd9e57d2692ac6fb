using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>An object of the Kubernetes API.</summary>
public abstract class ApiObject
{
    private readonly V1ObjectMeta? _metadata;

    private protected ApiObject(V1ObjectMeta? metadata, string? problem)
    {
        _metadata = metadata;
        Problem = problem;
    }

    /// <summary>The name; empty without one.</summary>
    public string Name => _metadata?.Name ?? "";

    /// <summary>The namespace; null for objects of the whole cluster.</summary>
    public string? Namespace => _metadata?.NamespaceProperty;

    /// <summary>An annotation; null without one, and of kinds whose annotations are not read.</summary>
    /// <param name="key">Its name.</param>
    public string? Annotation(string key) => Filled(_metadata?.Annotations?.TryGetValue(key, out var value) == true ? value : null);

    /// <summary>The uid; null without one.</summary>
    public string? Uid => Filled(_metadata?.Uid);

    /// <summary>The version of the object; null without one.</summary>
    public string? ResourceVersion => Filled(_metadata?.ResourceVersion);

    /// <summary>When it was made, UTC; null when it does not say.</summary>
    public DateTimeOffset? Created => _metadata?.CreationTimestamp is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    /// <summary>Whether its deletion has begun.</summary>
    public bool IsBeingDeleted => _metadata?.DeletionTimestamp is not null;

    /// <summary>
    /// Why it could not be read as what it should be, such as <c>spec.usages is not what the API promises</c>; null when it could. Then it
    /// has its name, uid and version, where it has them, and nothing else.
    /// </summary>
    public string? Problem { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // What is null in a list of texts is the empty text to Go.
    private protected static IReadOnlyList<string> Texts(IEnumerable<string?>? texts) =>
        texts is null ? [] : [.. texts.Select(text => text ?? "")];
}
