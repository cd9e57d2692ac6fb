using System.Globalization;

namespace KubePki.Model;

/// <summary>
/// The time that a log line bears. Many logs leave out the year or the zone, so that only the line's own words are certain.
/// </summary>
/// <param name="Written">The time as the line has it.</param>
/// <param name="Time">
/// The time as a value: UTC when the line names a zone, else the clock of the machine that wrote it, in a zone that is not known. Without a
/// year in the line it is the latest that is not after the moment of the question.
/// </param>
/// <param name="IsUtc">Whether the line names a zone.</param>
public sealed record LogTime(string Written, DateTime Time, bool IsUtc)
{
    /// <summary>The value in the form of ISO 8601, with a Z only when the zone is known.</summary>
    public override string ToString() =>
        Time.ToString(IsUtc ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
