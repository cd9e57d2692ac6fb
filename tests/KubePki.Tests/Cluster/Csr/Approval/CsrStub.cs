using System.Globalization;
using System.Text.Json.Nodes;
using KubePki.Cluster.Csr.Approval;
using KubePki.Cluster.Csr.Policy;
using KubePki.Tests.Cluster.Client;
using KubePki.Tests.Cluster.Csr.Policy;
using Microsoft.AspNetCore.Http;

namespace KubePki.Tests.Cluster.Csr.Approval;

/// <summary>
/// An API server that holds requests and nodes in memory, with versions, and does to them what a test wants at the worst moment.
/// </summary>
internal sealed class CsrStub
{
    private const string Path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private int _version = 100;

    public Dictionary<string, JsonObject> Requests { get; } = new(StringComparer.Ordinal);

    public List<JsonObject> Nodes { get; } = [Node("worker-1", "10.0.0.21"), Node("worker-10", "10.0.0.30")];

    /// <summary>The ServiceCIDR objects; null for a cluster that does not have such.</summary>
    public JsonObject[]? ServiceCidrs { get; set; } = [ServiceCidr("10.96.0.0/12", "fd00:96::/112")];

    /// <summary>The services.</summary>
    public List<JsonObject> Services { get; } = [];

    /// <summary>Other objects, by their path.</summary>
    public Dictionary<string, string> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that nobody may read.</summary>
    public HashSet<string> Forbidden { get; } = new(StringComparer.Ordinal);

    /// <summary>How many requests a page of their list has; null for all of them.</summary>
    public int? PageSize { get; set; }

    /// <summary>What happens before a page that is not the first.</summary>
    public Func<Task> BeforeNextPage { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before a decision arrives.</summary>
    public Action<string> BeforeDecision { get; set; } = _ => { };

    /// <summary>What happens before a single request is read.</summary>
    public Action<string> BeforeRead { get; set; } = _ => { };

    /// <summary>What becomes of a request that was approved.</summary>
    public Action<JsonObject> Signer { get; set; } = _ => { };

    /// <summary>How often the list of nodes fails.</summary>
    public int NodesFail { get; set; }

    /// <summary>What happens when somebody asks what they may.</summary>
    public Action BeforeRights { get; set; } = () => { };

    public bool MayApprove { get; set; } = true;

    public int Decisions { get; private set; }

    /// <summary>
    /// What a patch whose test fails is answered with: API servers say 422; 409 is what a change at the same moment gets.
    /// </summary>
    public int ConflictCode { get; init; } = 409;

    public void Add(CsrDraft draft)
    {
        var json = draft.Json();
        json["metadata"]!["resourceVersion"] = Version();
        Requests[draft.Name] = json;
    }

    public void Touch(string name) => Requests[name]["metadata"]!["resourceVersion"] = Version();

    public IEnumerable<string> Conditions(string name) =>
        Requests[name]["status"]?["conditions"]?.AsArray().Select(item => item!["type"]!.GetValue<string>()) ?? [];

    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return path switch
        {
            // As API servers do: key sets are not served as anything else.
            "/openid/v1/jwks" when !context.Request.Headers.Accept.ToString()
                .Contains("application/jwk-set+json", StringComparison.Ordinal) =>
                StubCluster.Status(context, 406, "NotAcceptable", "Not Acceptable"),
            _ when Forbidden.Contains(path) => StubCluster.Status(context, 403, "Forbidden", $"may not read {path}"),
            _ when Objects.TryGetValue(path, out var item) => StubCluster.Json(context, item),
            "/api/v1/services" => List(context, "ServiceList", [.. Services]),
            "/apis/networking.k8s.io/v1/servicecidrs" when ServiceCidrs is { } ranges => List(context, "ServiceCIDRList", ranges),
            "/api/v1/nodes" when NodesFail > 0 => FailAsync(context),
            "/api/v1/nodes" => List(context, "NodeList", Nodes),
            Path when context.Request.Query.ContainsKey("watch") => WatchAsync(context),
            Path => PageAsync(context),
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => RightsAsync(context),
            _ when path.StartsWith(Path + "/", StringComparison.Ordinal) => OneAsync(context, path[(Path.Length + 1)..]),
            _ => StubCluster.Status(context, 404, "NotFound", "there is no such thing"),
        };
    }

    public static JsonObject ServiceCidr(params string[] ranges) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "kubernetes" },
        ["spec"] = new JsonObject { ["cidrs"] = new JsonArray([.. ranges.Select(range => JsonValue.Create(range))]) },
    };

    public static ApproverOptions Options(params string[] policies) => new()
    {
        Inquiry = new CsrInputs { AsOf = default, Policies = policies.Length == 0 ? ["kubelet-serving"] : policies },
        Clock = new TestClock(CsrDraft.AsOf),
    };

    private static JsonObject Node(string name, string address) => JsonNode.Parse(
        $$"""{"metadata": {"name": "{{name}}"}, "status": {"addresses": [{"type": "Hostname", "address": "{{name}}"}, """
            + $$"""{"type": "InternalIP", "address": "{{address}}"}]} }""")!.AsObject();

    private async Task OneAsync(HttpContext context, string rest)
    {
        var name = rest.Split('/')[0];
        var isDecision = context.Request.Method == "PATCH" && rest == name + "/approval";
        if (isDecision)
            BeforeDecision(name);
        else
            BeforeRead(name);
        if (!Requests.TryGetValue(name, out var stored))
        {
            await StubCluster.Status(context, 404, "NotFound", $"certificatesigningrequests {name} not found");
            return;
        }
        if (isDecision && !await DecideAsync(context, name, stored))
            return;
        await StubCluster.Json(context, Requests[name].ToJsonString());
    }

    // As an API server does it: all of the patch or nothing, and then the version is another.
    private async Task<bool> DecideAsync(HttpContext context, string name, JsonObject stored)
    {
        using var body = new StreamReader(context.Request.Body);
        var patch = JsonNode.Parse(await body.ReadToEndAsync())!.AsArray();
        Assert.Equal("application/json-patch+json", context.Request.ContentType);
        Decisions++;
        if (JsonPatch.Apply(stored, patch) is not { } patched)
        {
            await StubCluster.Status(context, ConflictCode, ConflictCode == 409 ? "Conflict" : "Invalid",
                "the object has been modified; please apply your changes to the latest version and try again");
            return false;
        }
        Requests[name] = patched;
        Touch(name);
        if (Conditions(name).Contains("Approved"))
            Signer(patched);
        return true;
    }

    private Task RightsAsync(HttpContext context)
    {
        BeforeRights();
        return StubCluster.Json(context, $$"""{"status": {"allowed": {{(MayApprove ? "true" : "false")}}} }""", 201);
    }

    private Task FailAsync(HttpContext context)
    {
        NodesFail--;
        return StubCluster.Status(context, 500, "InternalError", "etcd is away");
    }

    private async Task PageAsync(HttpContext context)
    {
        var start = int.TryParse(context.Request.Query["continue"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        if (start > 0)
            await BeforeNextPage();
        var items = Requests.Values.Skip(start).Take(PageSize ?? int.MaxValue).Select(item => item.DeepClone()).ToArray();
        var next = start + items.Length;
        var metadata = new JsonObject { ["resourceVersion"] = "7" };
        if (next < Requests.Count)
            metadata["continue"] = next.ToString(CultureInfo.InvariantCulture);
        await StubCluster.Json(context, new JsonObject
        {
            ["kind"] = "CertificateSigningRequestList",
            ["metadata"] = metadata,
            ["items"] = new JsonArray(items),
        }.ToJsonString());
    }

    // Nothing ever changes by itself here.
    private static async Task WatchAsync(HttpContext context)
    {
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static Task List(HttpContext context, string kind, IEnumerable<JsonObject> items) => StubCluster.Json(
        context,
        new JsonObject
        {
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["resourceVersion"] = "7" },
            ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]),
        }.ToJsonString());

    private string Version() => (++_version).ToString(CultureInfo.InvariantCulture);
}
