namespace KubePki.Node.Reading;

/// <summary>What a file holds that something refers to.</summary>
/// <param name="Content">What was found; empty when the file cannot be read.</param>
/// <param name="ProblemId">Why it cannot be read, a value of <see cref="KubePki.Model.PkiProblemId"/>; null when it can.</param>
/// <param name="Reason">The same in plain words.</param>
internal sealed record Referred<T>(T Content, string? ProblemId, string? Reason);
