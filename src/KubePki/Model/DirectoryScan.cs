namespace KubePki.Model;

/// <summary>What was looked at when a directory was named.</summary>
/// <param name="Path">The directory, as a path of the machine that reads it.</param>
/// <param name="PassedOver">The names of the files that hold nothing of a PKI, or are too large to.</param>
public sealed record DirectoryScan(string Path, IReadOnlyList<string> PassedOver)
{
    private const int Shown = 5;

    /// <summary>What a person should know of it, where something was passed over or nothing was found; else null.</summary>
    /// <param name="foundNothing">Whether nothing was found.</param>
    public string? Note(bool foundNothing)
    {
        const string Kinds = "certificate, key, request or kubeconfig";
        if (PassedOver.Count == 0)
            return foundNothing ? $"{Path}: there is no {Kinds} in this directory" : null;
        var names = string.Join(", ", PassedOver.Take(Shown).Select(Printable.Text)) + (PassedOver.Count > Shown ? ", ..." : "");
        return $"{Path}: {(foundNothing ? $"there is no {Kinds} in this directory; " : "")}passed over "
            + $"{PassedOver.Count} {(PassedOver.Count == 1 ? "file that holds" : "files that hold")} none: {names}";
    }

    /// <summary>The directory.</summary>
    public override string ToString() => Path;
}
