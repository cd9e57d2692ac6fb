namespace KubePki.Tests.Cluster.Client;

/// <summary>
/// A test against the real control plane; KUBEBUILDER_ASSETS names the directory of its programs (the convention of envtest).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveFactAttribute : FactAttribute
{
    public LiveFactAttribute()
    {
        if (Assets is null || !File.Exists(Path.Combine(Assets, "kube-apiserver")) || !File.Exists(Path.Combine(Assets, "etcd")))
            Skip = "KUBEBUILDER_ASSETS does not name a directory with etcd and kube-apiserver.";
    }

    public static string? Assets => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS");
}
