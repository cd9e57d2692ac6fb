namespace KubePki.Node.Layout;

/// <summary>A directory in which a distribution keeps files of its PKI.</summary>
/// <param name="Distribution">Who keeps them there: <c>kubeadm</c>, <c>kubespray</c>, <c>k3s</c> …</param>
/// <param name="Directory">The directory on the node.</param>
/// <param name="Files">Its files.</param>
public sealed record PkiLayout(string Distribution, string Directory, IReadOnlyList<LayoutFile> Files);
