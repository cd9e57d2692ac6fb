using System.Globalization;

namespace KubePki.Yaml;

/// <summary>A text that is not YAML, or that goes beyond the limits of <see cref="YamlText"/>.</summary>
public sealed class YamlFormatException : FormatException
{
    /// <summary>Makes an error that points to a place in a text.</summary>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column, counted from 1 in UTF-16 characters.</param>
    /// <param name="reason">What is wrong there, in plain words.</param>
    public YamlFormatException(int line, int column, string reason)
        : base(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {reason}"))
    {
        Line = line;
        Column = column;
        Reason = reason;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column, counted from 1 in UTF-16 characters.</summary>
    public int Column { get; }

    /// <summary>What is wrong, in plain words and without the place.</summary>
    public string Reason { get; }
}
