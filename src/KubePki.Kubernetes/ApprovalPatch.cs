using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;

namespace KubePki.Kubernetes;

/// <summary>
/// Adds one condition to a request and leaves all else as it is: fields that no model knows, and the conditions of others. A JSON patch
/// (RFC 6902), since a merge patch would replace the list of conditions. Its tests let it hold for the very object that was read, or for
/// none.
/// </summary>
internal static class ApprovalPatch
{
    /// <exception cref="ApiFormatException">What was read does not say which object it is.</exception>
    public static V1Patch Of(SigningRequest seen, SigningCondition condition)
    {
        if (seen is not { Problem: null, Uid: { } uid, ResourceVersion: { } version })
            throw new ApiFormatException($"{seen.Name}: objects that have no uid or no resourceVersion or cannot be read are not decided");
        var steps = new JsonArray(
            Step("test", "/metadata/uid", uid), Step("test", "/metadata/resourceVersion", version), Addition(seen.Status, condition));
        return new V1Patch(Encoding.UTF8.GetBytes(steps.ToJsonString()), V1Patch.PatchType.JsonPatch);
    }

    // What is not there yet cannot be added to.
    private static JsonObject Addition(V1CertificateSigningRequestStatus? status, SigningCondition condition)
    {
        var added = JsonNode.Parse(ApiJson.Write(condition.ToModel()))!;
        if (status is null)
            return Step("add", "/status", new JsonObject { ["conditions"] = new JsonArray(added) });
        return status.Conditions is null
            ? Step("add", "/status/conditions", new JsonArray(added)) : Step("add", "/status/conditions/-", added);
    }

    private static JsonObject Step(string operation, string path, JsonNode value) =>
        new() { ["op"] = operation, ["path"] = path, ["value"] = value };
}
