using KubePki.Model;

namespace KubePki.Reports;

/// <summary>Differences as JSON.</summary>
public sealed partial class JsonObjects
{
    /// <summary>Writes a difference.</summary>
    /// <param name="difference">The difference.</param>
    public void Write(PkiDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        _writer.WriteStartObject();
        Property("change", difference.Change.ToString());
        Property("name", difference.Name);
        Property("nodePath", difference.NodePath);
        Property("what", difference.What);
        Property("warning", difference.Warning);
        Property("nodeName", difference.NodeName);
        Property("root", difference.Root);
        _writer.WriteEndObject();
    }
}
