namespace KubePkiPS.Pester;

/// <summary>What the report of a file says of one test, or of a place around tests that broke.</summary>
/// <param name="IsTest">Whether it is an <c>It</c>; else it is the file, or a Describe whose BeforeAll or AfterAll failed.</param>
/// <param name="Line">The line where it begins.</param>
/// <param name="Name">Its path of names, as they are written.</param>
/// <param name="Display">The same with the values of its row.</param>
/// <param name="Tags">Its tags and those of what it stands in.</param>
/// <param name="Result">Pester's word: Passed, Failed, Skipped, Inconclusive or NotRun.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Message">Why it failed or was skipped.</param>
/// <param name="Stack">Where it failed.</param>
internal sealed record PesterTest(
    bool IsTest, int Line, string Name, string Display, string[] Tags, string Result, double Milliseconds, string Message, string Stack);
