using System.Globalization;
using System.Text.Json;
using KubePki.Model;

namespace KubePki.Cluster.Csr.Policy;

/// <summary>Reads fields of an object that others wrote: what is missing or null is empty, what has another type is a problem.</summary>
internal sealed class JsonFields(JsonElement item, string name, List<string> problems)
{
    /// <summary>The object under a key; one without fields when there is none.</summary>
    public JsonFields Object(string key)
    {
        var fields = new JsonFields(Find(key, JsonValueKind.Object) ?? default, Path(key), problems);
        fields.RejectTwins();
        return fields;
    }

    /// <summary>The text under a key; empty without one.</summary>
    public string Text(string key) => Find(key, JsonValueKind.String) is { } value ? Decoded(value, key) : "";

    /// <summary>Whether something stands under a key, if only an empty text.</summary>
    public bool Has(string key) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The texts of a list.</summary>
    public TextList Texts(string key)
    {
        if (Find(key, JsonValueKind.Array) is not { } list)
            return TextList.Empty;
        var texts = new string[list.GetArrayLength()];
        var count = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.String)
                texts[count++] = Decoded(element, key);
            else
                problems.Add($"{Path(key)} contains a value that is not a string");
        }
        return TextList.Create(texts.AsSpan(0, count));
    }

    /// <summary>The number under a key; null without one.</summary>
    public long? Number(string key)
    {
        if (Find(key, JsonValueKind.Number) is not { } value)
            return null;
        if (value.TryGetInt64(out var number))
            return number;
        problems.Add($"{Path(key)} is not an integer");
        return null;
    }

    /// <summary>The time under a key, UTC; null without one.</summary>
    public DateTimeOffset? Time(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time))
            return time;
        problems.Add($"{Path(key)} is not a valid time");
        return null;
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<JsonFields> Objects(string key)
    {
        if (Find(key, JsonValueKind.Array) is not { } list)
            yield break;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object)
                yield return new JsonFields(element, Path(key), problems);
            else
                problems.Add($"{Path(key)} contains a value that is not an object");
        }
    }

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names =>
        item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().Select(property => property.Name) : [];

    private JsonElement? Find(string key, JsonValueKind kind)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == kind)
            return value;
        problems.Add($"{Path(key)} is {Name(value.ValueKind)}, not {Name(kind)}");
        return null;
    }

    /// <summary>Complains about names that come twice: they say one thing to one reader and another to the next.</summary>
    public void RejectTwins()
    {
        if (item.ValueKind != JsonValueKind.Object)
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in item.EnumerateObject())
        {
            if (!names.Add(property.Name))
                problems.Add($"{Path(property.Name)} occurs twice");
        }
    }

    private string Decoded(JsonElement value, string key)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            problems.Add($"{Path(key)} is not a string");
            return "";
        }
    }

    private string Path(string key) => Printable.Text(name.Length == 0 ? key : $"{name}.{key}");

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "a boolean",
    };
}
