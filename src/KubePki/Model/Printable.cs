namespace KubePki.Model;

/// <summary>Makes texts of files, whose authors we do not know, fit for a terminal.</summary>
public static class Printable
{
    /// <summary>The text with each control character shown as <c>?</c>, so that none moves the cursor.</summary>
    /// <param name="text">The text.</param>
    public static string Text(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
