using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>Reads and writes models.</summary>
internal static class ApiJson
{
    private const int MaxDepth = 128;

    // Of these types other properties are passed over: they are long, and what is odd in them is nobody's business here.
    private static readonly Dictionary<Type, string[]> Wanted = new()
    {
        [typeof(V1ObjectMeta)] = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"],
        [typeof(V1ListMeta)] = ["continue", "resourceVersion"],
        [typeof(V1NodeSpec)] = ["podCIDR", "podCIDRs", "providerID"],
        [typeof(V1NodeStatus)] = ["addresses", "daemonEndpoints"],
        [typeof(V1ServiceSpec)] = ["clusterIP", "clusterIPs", "externalIPs", "loadBalancerIP"],
        [typeof(V1Status)] = ["kind", "metadata", "message", "reason", "code"],
    };

    private static readonly JsonSerializerOptions Objects = Options(Narrow, new ApiTimes());

    private static readonly JsonSerializerOptions Statuses = Options(Narrow, new ApiTimes(), new LenientNumber());

    // Annotations of a slim object tell who keeps it.
    private static readonly JsonSerializerOptions Slim = Options(NarrowButAnnotations, new ApiTimes());

    /// <summary>Writes an object.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>(Objects));

    /// <summary>Reads an object.</summary>
    /// <exception cref="ApiFormatException">It is none.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) =>
        Read(json, TypeInfo<T>(typeof(T).IsAssignableTo(typeof(SlimModel)) ? Slim : Objects));

    /// <summary>Reads a Status, as much of it as can be read.</summary>
    /// <exception cref="ApiFormatException">It is no object.</exception>
    public static V1Status ReadStatus(ReadOnlySpan<byte> json) => Read(json, TypeInfo<V1Status>(Statuses));

    /// <summary>Reads an object of a collection. One that cannot be read has only what tells which it is, and the reason.</summary>
    public static T ReadItem<T>(ReadOnlyMemory<byte> json, string kind, out string? problem)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var item = Read<T>(json.Span);
            problem = string.IsNullOrEmpty(item.Kind) || item.Kind == kind ? null : $"this is a {item.Kind}, not a {kind}";
            if (problem is null)
                return item;
        }
        catch (ApiFormatException e)
        {
            problem = e.Message;
        }
        var rest = Read<T>("{}"u8);
        rest.Metadata = ReadIdentity(json);
        return rest;
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new ApiFormatException("expected an object but found null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException or InvalidOperationException
            or OverflowException)
        {
            // The message of .NET speaks of its own types. The library's converters throw what is no JsonException.
            var place = e is JsonException { Path: { Length: > 2 } path } ? path[2..] : "the object";
            throw new ApiFormatException($"{place} does not match the API", e);
        }
    }

    private static V1ObjectMeta ReadIdentity(ReadOnlyMemory<byte> json)
    {
        var identity = new V1ObjectMeta();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
            {
                identity.Name = Text(metadata, "name");
                identity.NamespaceProperty = Text(metadata, "namespace");
                identity.Uid = Text(metadata, "uid");
                identity.ResourceVersion = Text(metadata, "resourceVersion");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Then nobody knows which object this is.
        }
        return identity;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Options(Action<JsonTypeInfo> narrow, params JsonConverter[] converters)
    {
        var options = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = MaxDepth,
            TypeInfoResolver = ApiModels.Default.WithAddedModifier(narrow),
        };
        foreach (var converter in converters)
            options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    // Servers of other releases leave out what a model calls required; what is missing is judged where it is used.
    private static void Narrow(JsonTypeInfo type) => Narrow(type, "");

    private static void NarrowButAnnotations(JsonTypeInfo type) => Narrow(type, "annotations");

    private static void Narrow(JsonTypeInfo type, string more)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            property.IsRequired = false;
            if (Wanted.TryGetValue(type.Type, out var wanted) && !wanted.Contains(property.Name)
                && property.Name != more)
                type.Properties.RemoveAt(i);
        }
    }
}
