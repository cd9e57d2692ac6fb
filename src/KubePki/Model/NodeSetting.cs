namespace KubePki.Model;

/// <summary>A setting of a component, and the place that it was read from.</summary>
/// <param name="Name">The flag or field as its component names it: <c>cert-dir</c>, <c>rotateCertificates</c>.</param>
/// <param name="Value">The value as written.</param>
/// <param name="Path">The file, as a path of the node; empty for a default.</param>
/// <param name="Line">The line in that file, counted from 1; 0 for a default.</param>
public sealed record NodeSetting(string Name, string Value, string Path, int Line)
{
    /// <summary>Name and value.</summary>
    public override string ToString() => $"{Name}={Value}";
}
