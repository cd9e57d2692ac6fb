namespace KubePki.Attacks.Bytes;

/// <summary>Every command that works offline, on a node in which one file was changed.</summary>
internal static class NodeCommands
{
    private const string P256 = "P256";

    /// <summary>What only reads, or shows what it would do.</summary>
    public static IEnumerable<string[]> Reading(string root, string changed, string asOf)
    {
        string[] node = ["--root", root, "--as-of", asOf];
        yield return ["get", .. node];
        yield return ["get", .. node, "-o", "json"];
        yield return ["get", .. node, "-o", "kubeadm"];
        yield return ["get", "--path", changed, "-o", "csv"];
        yield return ["kubeconfigs", .. node, "-o", "json"];
        yield return ["test", .. node];
        yield return ["test", .. node, "-o", "sarif"];
        yield return ["test", .. node, "-o", "list"];
        yield return ["kubelet", .. node, "-o", "json"];
        yield return ["spec", .. node, "-o", "json"];
        yield return ["spec", .. node, "-o", "kubeadm"];
        yield return ["repair", .. node, "--what-if", "-o", "json"];
        yield return ["repair", "kubeconfig", .. node, "--what-if"];
        yield return ["repair", "kubelet", .. node, "--serving", "issue", "--force", "--what-if"];
        yield return ["renew", .. node, "--force", "--authority", "--add-san", "added.example", "--what-if"];
        yield return ["new", .. node, "--node-name", "cp-1", "--advertise-address", "10.0.0.11", "--what-if"];
        yield return ["new", "--out-dir", $"{root}-new", "--config", changed, "--what-if"];
        yield return ["request", .. node, "--out-dir", $"{root}-requests", "--role", "*", "--what-if"];
        yield return ["import", changed, .. node, "--what-if"];
        yield return ["verify", "--cert", changed, "--ca", $"{root}/etc/kubernetes/pki/ca.crt", "--key", changed, "--name", "kubernetes",
            "--as-of", asOf];
        yield return ["verify", "--cert", $"{root}/etc/kubernetes/pki/apiserver.crt", "--ca", changed, "--as-of", asOf, "-o", "json"];
        yield return ["verify", "--batch", changed];
        yield return ["logs", changed, "--root", root, "--as-of", asOf];
        yield return ["csr", "--file", changed, "--as-of", asOf];
        yield return ["csr", "approve", "--file", changed, "--nodes", changed, "--what-if"];
        yield return ["csr", "approve", "--file", changed, "--inventory", changed, "--policy-file", changed, "--what-if"];
        yield return ["backups", "--root", root];
        yield return ["restore", "--root", root, "--what-if"];
    }

    /// <summary>What writes; each gets a tree of its own.</summary>
    public static IEnumerable<string[]> Writing(string root, string asOf)
    {
        string[] node = ["--root", root, "--as-of", asOf];
        yield return ["repair", .. node, "--key-algorithm", P256, "--yes"];
        yield return ["renew", .. node, "--key-algorithm", P256, "--force", "--authority", "--yes"];
        yield return ["repair", "kubelet", .. node, "--key-algorithm", P256, "--serving", "issue", "--force", "--yes"];
        yield return ["request", .. node, "--out-dir", $"{root}/requests", "--role", "*", "--key-algorithm", P256, "--yes"];
        yield return ["new", .. node, "--node-name", "cp-1", "--advertise-address", "10.0.0.11", "--key-algorithm", P256, "--yes"];
        yield return ["restore", "--root", root, "--yes"];
    }
}
