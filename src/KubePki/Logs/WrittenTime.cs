using KubePki.Model;

namespace KubePki.Logs;

/// <summary>A time as a line has it, before the year is known.</summary>
/// <param name="Written">The words of the line.</param>
/// <param name="Value">The time; of the year 4, which is a leap year, when the line names none.</param>
/// <param name="HasYear">Whether the line names the year.</param>
/// <param name="Offset">The zone; null when the line names none.</param>
internal readonly record struct WrittenTime(string Written, DateTime Value, bool HasYear, TimeSpan? Offset)
{
    public const int NoYear = 4;

    /// <summary>
    /// The time with its year: the latest that is not after a moment, by more than the day that zones and clocks may differ.
    /// </summary>
    public LogTime Resolve(DateTimeOffset asOf)
    {
        if (HasYear)
            return new LogTime(Written,
                Offset is { } offset && Value > DateTime.MinValue + TimeSpan.FromDays(1) ? Value - offset : Value, Offset is not null);
        var latest = asOf.UtcDateTime.Year >= 9999 ? asOf.UtcDateTime : asOf.UtcDateTime.AddDays(1);
        var year = latest.Year;
        // The 29th of February waits for its year.
        while (year > 1 && (!Exists(year) || Value.AddYears(year - NoYear) > latest))
            year--;
        return new LogTime(Written, Value.AddYears(year - NoYear), IsUtc: false);
    }

    private bool Exists(int year) => Value is not { Month: 2, Day: 29 } || DateTime.IsLeapYear(year);
}
