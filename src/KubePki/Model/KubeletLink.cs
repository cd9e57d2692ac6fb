namespace KubePki.Model;

/// <summary>One of kubelet's <c>current</c> links: kubelet expects a symbolic link with an absolute target.</summary>
/// <param name="Path">The link, as a path of the machine that reads it.</param>
/// <param name="NodePath">The link, as a path of the node.</param>
/// <param name="IsLink">Whether it is a symbolic link; kubelet refuses to rotate over a regular file.</param>
/// <param name="Target">Where it leads, as written; null for a regular file.</param>
/// <param name="TargetExists">Whether something is there.</param>
public sealed record KubeletLink(string Path, string NodePath, bool IsLink, string? Target, bool TargetExists)
{
    /// <summary>The link and its target.</summary>
    public override string ToString() => IsLink ? $"{NodePath} -> {Target}" : NodePath;
}
