using System.Diagnostics;

namespace KubePki.Fuzz.Inputs;

/// <summary>An input that was not taken as it must be.</summary>
/// <param name="Target">The kind of input.</param>
/// <param name="Kind">What went wrong, and where, in a word: two inputs with the same one have met the same fault.</param>
/// <param name="Text">All that is known of it.</param>
/// <param name="Input">The first such input.</param>
internal sealed record FuzzFailure(string Target, string Kind, string Text, byte[] Input)
{
    /// <summary>How often it was met.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The type of an exception and the place of ours that it came from.</summary>
    public static string KindOf(Exception e)
    {
        var frame = new StackTrace(e).GetFrames().FirstOrDefault(frame =>
            frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name?.StartsWith("KubePki.", StringComparison.Ordinal) == true);
        return $"{e.GetType().Name} in {frame?.GetMethod()?.DeclaringType?.Name}.{frame?.GetMethod()?.Name}";
    }

    public override string ToString() => $"{Target}: {Kind}, {Count} times: {Text}";
}
