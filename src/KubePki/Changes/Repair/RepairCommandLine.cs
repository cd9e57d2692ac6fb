using KubePki.Model;

namespace KubePki.Changes.Repair;

/// <summary>
/// The command that repairs a node, with the options that whoever asks has used, in the words of the program;
/// <see cref="KubePki.Reports.Skin"/> has them for PowerShell.
/// </summary>
public sealed record RepairCommandLine
{
    /// <summary>What a repair begins with, whatever its options.</summary>
    internal const string Program = "kubepki repair";

    /// <summary>
    /// The moment that was asked about; null for now. A preview is of that moment. What is issued is issued now, so the repair is, too.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The file of the passphrase; null for none.</summary>
    public string? KeyPassphraseFile { get; init; }

    /// <summary>The command for a node, and how to see before what it does.</summary>
    /// <param name="node">The node. What was read from an archive is repaired where it came from.</param>
    internal string For(NodePki node) => node.IsArchive ? $"{Program}{Options("/")} --yes (preview: --what-if) on the node itself"
        : $"{Program}{Options(node.Root)} --yes (preview: --what-if)";

    /// <summary>The command that shows what would be done at the moment that was asked about.</summary>
    /// <param name="node">The node. What would be done is shown of an archive, too.</param>
    internal string PreviewFor(NodePki node) =>
        $"{Program}{Options(node.Root)}{(AsOf is { } time ? $" --as-of {Times.Rfc3339(time)}" : "")} --what-if";

    private Advice Options(string root) => Advice.Of($"{Option(" --root", root == "/" ? null : root)}"
        + $"{Option(" --key-passphrase-file", KeyPassphraseFile)}");

    // A dash alone is no option, but the standard input.
    private static Advice? Option(string name, string? value) => value switch
    {
        null => null,
        "-" => Advice.Written($"{name} -"),
        _ => Advice.Of($"{Advice.Written(name)} {value}"),
    };
}
