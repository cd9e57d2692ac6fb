namespace KubePki.Model;

/// <summary>Two sources that say different things of one value.</summary>
/// <param name="Name">The value's name: <c>NodeName</c>.</param>
/// <param name="Taken">What is believed.</param>
/// <param name="Other">What another place says.</param>
public sealed record SpecContradiction(string Name, SpecValue Taken, SpecValue Other)
{
    /// <summary>Both values with their sources.</summary>
    public override string ToString() => $"{Name}: {Taken.Value} ({Taken.Source}) or {Other.Value} ({Other.Source})";
}
