using KubePki.Model;

namespace KubePki.Reports.Report;

/// <summary>A finding as a report shows it: without the certificate, which is in the inventory.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Check">The check that found it.</param>
/// <param name="Target">What it speaks of, by name.</param>
/// <param name="NodePath">The file, as a path of the node; null when it speaks of no file.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Proof">The facts that were compared.</param>
/// <param name="Why">What stops working because of it.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Reference">Where to read on.</param>
/// <param name="CanRepair">Whether it can be repaired on the node.</param>
public sealed record ReportFinding(FindingSeverity Severity, string Check, string Target, string? NodePath, string Message, TextList Proof,
    string Why, string Remedy, string? Reference, bool CanRepair);
