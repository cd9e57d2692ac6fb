using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>A root of which a report shows nothing, because nothing of it could be read.</summary>
/// <param name="Root">The directory or the archive.</param>
/// <param name="Reasons">Why, a sentence each.</param>
public sealed record UnreadRoot(string Root, TextList Reasons);
