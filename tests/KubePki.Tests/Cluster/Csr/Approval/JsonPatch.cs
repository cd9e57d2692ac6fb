using System.Text.Json.Nodes;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>The part of RFC 6902 that stubs take: tests and additions.</summary>
internal static class JsonPatch
{
    /// <summary>The object with the patch; null when a test fails, or a path leads nowhere.</summary>
    public static JsonObject? Apply(JsonObject stored, JsonArray patch)
    {
        var copy = stored.DeepClone().AsObject();
        foreach (var step in patch)
        {
            string[] path = [.. step!["path"]!.GetValue<string>().Split('/').Skip(1)];
            JsonNode? parent = copy;
            foreach (var name in path[..^1])
                parent = parent?[name];
            if (!Apply(parent, path[^1], step["op"]!.GetValue<string>(), step["value"]))
                return null;
        }
        return copy;
    }

    private static bool Apply(JsonNode? parent, string name, string operation, JsonNode? value)
    {
        switch (operation, parent)
        {
            case ("test", JsonObject tested):
                return JsonNode.DeepEquals(tested[name], value);
            case ("add", JsonObject added):
                added[name] = value?.DeepClone();
                return true;
            case ("add", JsonArray list) when name == "-":
                list.Add(value?.DeepClone());
                return true;
            default:
                return false;
        }
    }
}
