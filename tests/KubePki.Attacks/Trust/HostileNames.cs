namespace KubePki.Attacks.Trust;

/// <summary>Names that a shell, a terminal or a spreadsheet would do something with.</summary>
public static class HostileNames
{
    /// <summary>Names that a file can have: a marker is made by whoever runs them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "$(touch MARK)", "`touch MARK`", ";touch MARK;", "&& touch MARK", "| touch MARK", "\n touch MARK\n", "'; touch MARK; '",
            "\"; touch MARK; \"", "'$(touch MARK)'",
        "'\\''$(touch MARK)", "'\"'\"'$(touch MARK)'\"'\"'", "\\$(touch MARK)", "a b", "-rf", "--help", "-", "~", "*", "?[a-z]", "{a,b}",
            "a\tb", "a\rb", "\u001b[2Jx", "a\u202eb",
        "a\u2028b", "a\u200bb", "\u0085", "!$", "#", "%s%n", "<(touch MARK)", ">MARK", "\u201c$(touch MARK)\u201d",
            "\u2018; touch MARK; \u2019", "é", "名", "", "x\n", "\u0001\u0002",
    ];

    /// <summary>The same as test data.</summary>
    public static TheoryData<string> Data => new(All);
}
