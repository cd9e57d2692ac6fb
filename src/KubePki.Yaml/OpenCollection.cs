namespace KubePki.Yaml;

/// <summary>A collection whose end has not been read yet.</summary>
/// <param name="IsMapping">Whether it is a mapping; its nodes are keys and values in turn.</param>
/// <param name="IsFlow">Whether it is written in brackets.</param>
/// <param name="Start">Where it starts in the text.</param>
/// <param name="Anchor">What its anchor names; null when it has none.</param>
/// <param name="First">How many nodes were waiting for their collection when this one started.</param>
internal readonly record struct OpenCollection(bool IsMapping, bool IsFlow, int Start, AnchorTarget? Anchor, int First);
