using System.Management.Automation;
using System.Net;
using System.Reflection;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>What came through the pipeline, live or from a job, a session or a file.</summary>
internal static class PipelineObject
{
    private const string OfModel = "KubePki.Model.";

    private static readonly string[] Here = ["localhost", "127.0.0.1", "::1", ".", Environment.MachineName, Dns.GetHostName()];

    /// <summary>The objects in an array, else the object itself.</summary>
    public static IEnumerable<PSObject> Each(PSObject input) => input.BaseObject is object[] items
        ? items.Where(item => item is not null).Select(PSObject.AsPSObject) : [input];

    /// <summary>The other computer that an object was made on, as its session was called; null for this one.</summary>
    public static string? Elsewhere(PSObject input) => input.Properties["PSComputerName"]?.Value?.ToString() is { Length: > 0 } computer
        && !Here.Contains(computer, StringComparer.OrdinalIgnoreCase) ? computer : null;

    /// <summary>An object of this module; null when it is none of this type.</summary>
    public static T? As<T>(PSObject input)
        where T : class
    {
        try
        {
            var made = Made<T>(input);
            // Without a root it would be taken for this machine's.
            return made is not null && RootOf<T>() is { } root && !System.IO.Path.IsPathFullyQualified((string?)root.GetValue(made) ?? "")
                ? null : made;
        }
        catch (Exception e) when (e is PSInvalidCastException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A finding of a cluster, which has no root of a node; null when it is none.</summary>
    public static KubePkiFinding? OfCluster(PSObject input)
    {
        try
        {
            return Made<KubePkiFinding>(input) is { } finding && ClusterRoot.Is(finding.Root) ? finding : null;
        }
        catch (Exception e) when (e is PSInvalidCastException or ArgumentException)
        {
            return null;
        }
    }

    private static T? Made<T>(PSObject input)
        where T : class => input.BaseObject as T
            ?? (input.TypeNames.Contains("Deserialized." + typeof(T).FullName) ? LanguagePrimitives.ConvertTo<T>(input) : null);

    private static PropertyInfo? RootOf<T>() => typeof(T).GetProperty("Root");

    /// <summary>
    /// A path that means itself; null when the object has none. What only happens to have a property of that name has none.
    /// </summary>
    public static string? Path(PSObject input) => input.BaseObject switch
    {
        FileSystemInfo file => file.FullName,
        PathInfo place => place.ProviderPath,
        _ when Text(input, "PSPath") is { } path => path,
        _ when IsRecord(input) => Text(input, "LiteralPath") ?? Text(input, "FullName") ?? Text(input, "Path"),
        _ => null,
    };

    /// <summary>The root of a node that a row of a table or an object of this module names; null without one.</summary>
    public static string? Root(PSObject input) => IsRecord(input) ? Text(input, "Root") : null;

    /// <summary>The roots of the nodes that an object of this module speaks of together; none for any other object.</summary>
    public static IReadOnlyList<string> Roots(PSObject input) =>
        As<KubePkiFleetFinding>(input) is { } finding ? finding.Roots : [];

    /// <summary>Whether it is what a job, a session or a file has left of an object of this module.</summary>
    public static bool IsLeftover(PSObject input) => input.BaseObject is PSCustomObject && IsOfModel(input);

    /// <summary>What it is, for a message.</summary>
    public static string Kind(PSObject input) => input.TypeNames.Count > 0 ? input.TypeNames[0] : input.BaseObject.GetType().FullName!;

    private static bool IsRecord(PSObject input) => input.BaseObject is PSCustomObject || IsOfModel(input);

    private static bool IsOfModel(PSObject input) => Kind(input).Contains(OfModel, StringComparison.Ordinal);

    /// <summary>A property that is a text and not empty; null without one.</summary>
    public static string? Text(PSObject input, string property)
    {
        var value = input.Properties[property]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) is string { Length: > 0 } text ? text : null;
    }
}
