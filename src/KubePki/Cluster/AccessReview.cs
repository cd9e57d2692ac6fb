using System.Text.Json;

namespace KubePki.Cluster;

/// <summary>The form of a SelfSubjectAccessReview.</summary>
internal static class AccessReview
{
    public static byte[] Write(AccessQuestion question)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "authorization.k8s.io/v1");
            json.WriteString("kind", "SelfSubjectAccessReview");
            json.WriteStartObject("spec");
            json.WriteStartObject("resourceAttributes");
            json.WriteString("verb", question.Verb);
            json.WriteString("group", question.Group);
            json.WriteString("resource", question.Resource);
            if (question.Subresource is { } part)
                json.WriteString("subresource", part);
            if (question.Name is { } name)
                json.WriteString("name", name);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    public static AccessAnswer Read(JsonElement review)
    {
        var status = review.GetProperty("status");
        var isDenied = status.TryGetProperty("denied", out var denied) && denied.GetBoolean();
        var reason = status.TryGetProperty("reason", out var text) ? text.GetString() : null;
        return new AccessAnswer(status.GetProperty("allowed").GetBoolean() && !isDenied, string.IsNullOrEmpty(reason) ? null : reason);
    }
}
