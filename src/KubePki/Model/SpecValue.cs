namespace KubePki.Model;

/// <summary>A value of the cluster's configuration, and the place of the disk that says so.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The file, and what in it: <c>/etc/kubernetes/manifests/kube-apiserver.yaml --advertise-address</c>.</param>
public sealed record SpecValue(string Value, string Source)
{
    /// <summary>The value.</summary>
    public override string ToString() => Value;
}
