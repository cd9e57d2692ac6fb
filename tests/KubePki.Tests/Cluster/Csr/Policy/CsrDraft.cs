using System.Text;
using System.Text.Json.Nodes;
using KubePki.Cluster.Csr.Policy;
using KubePki.Model;

namespace KubePki.Tests.Cluster.Csr.Policy;

/// <summary>A CertificateSigningRequest as an API server would hold it; what is not said is as an honest kubelet has it.</summary>
internal sealed record CsrDraft
{
    public const string Serving = "kubernetes.io/kubelet-serving";
    public const string Client = "kubernetes.io/kube-apiserver-client-kubelet";

    /// <summary>The credential of a client certificate.</summary>
    public const string CertificateId = "X509SHA256=d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1d0b1";

    public static readonly DateTimeOffset AsOf = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public string Name { get; init; } = "csr-abcde";

    public string ApiVersion { get; init; } = "certificates.k8s.io/v1";

    public string SignerName { get; init; } = Serving;

    public string User { get; init; } = "system:node:worker-1";

    public string[] Groups { get; init; } = ["system:nodes", "system:authenticated"];

    public string[] Usages { get; init; } = ["digital signature", "server auth"];

    public long? ExpirationSeconds { get; init; }

    public DateTimeOffset? Created { get; init; } = AsOf.AddMinutes(-2);

    public (string Key, string Value)[] Extra { get; init; } = [("authentication.kubernetes.io/credential-id", CertificateId)];

    public string[] Conditions { get; init; } = [];

    public string? Uid { get; init; } = "9b0f4d5e-0000-4000-8000-000000000001";

    public string? ResourceVersion { get; init; } = "100";

    public string? Deleted { get; init; }

    /// <summary>The uid of the user who asks.</summary>
    public string? UserUid { get; init; }

    public RequestDraft Request { get; init; } = new();

    /// <summary>The text of spec.request in place of the request's.</summary>
    public string? Text { get; init; }

    /// <summary>An honest serving request of a node.</summary>
    public static CsrDraft ServingOf(string node, params string[] names) => new()
    {
        Name = "csr-" + node,
        User = "system:node:" + node,
        Request = new RequestDraft
        {
            Subject = RequestDraft.Name("system:node:" + node),
            Key = RequestDraft.KeyOf(node),
            Names = RequestDraft.San(names),
        },
    };

    /// <summary>An honest node that renews its client certificate.</summary>
    public static CsrDraft RenewalOf(string node) => new()
    {
        Name = "csr-renew-" + node,
        SignerName = Client,
        User = "system:node:" + node,
        Usages = ["digital signature", "client auth"],
        Request = new RequestDraft { Subject = RequestDraft.Name("system:node:" + node), Key = RequestDraft.KeyOf(node + "-client") },
    };

    /// <summary>A node that joins with a bootstrap token.</summary>
    public static CsrDraft BootstrapOf(string node) => RenewalOf(node) with
    {
        Name = "node-csr-" + node,
        User = "system:bootstrap:abcdef",
        Groups = ["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated"],
        Extra = [],
    };

    public JsonObject Json()
    {
        var metadata = new JsonObject { ["name"] = Name };
        if (Uid is not null)
            metadata["uid"] = Uid;
        if (ResourceVersion is not null)
            metadata["resourceVersion"] = ResourceVersion;
        if (Deleted is not null)
            metadata["deletionTimestamp"] = Deleted;
        if (Created is { } created)
            metadata["creationTimestamp"] = Times.Rfc3339(created);
        var spec = new JsonObject
        {
            ["request"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Text ?? Request.Pem())),
            ["signerName"] = SignerName,
            ["username"] = User,
            ["groups"] = new JsonArray([.. Groups.Select(group => JsonValue.Create(group))]),
            ["usages"] = new JsonArray([.. Usages.Select(usage => JsonValue.Create(usage))]),
        };
        if (ExpirationSeconds is { } seconds)
            spec["expirationSeconds"] = seconds;
        if (UserUid is not null)
            spec["uid"] = UserUid;
        if (Extra.Length > 0)
            spec["extra"] = new JsonObject(Extra.GroupBy(item => item.Key)
                .Select(group => KeyValuePair.Create(group.Key,
                    (JsonNode?)new JsonArray([.. group.Select(item => JsonValue.Create(item.Value))]))));
        var status = new JsonObject();
        if (Conditions.Length > 0)
            status["conditions"] = new JsonArray(
                [.. Conditions.Select(type => new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = "Test" })]);
        return new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = status,
        };
    }

    public KubeCsr Read()
    {
        var reading = CsrFile.Read(Encoding.UTF8.GetBytes(Json().ToJsonString()), "csr.json", AsOf);
        Assert.Empty(reading.Problems);
        return Assert.Single(reading.Requests);
    }
}
