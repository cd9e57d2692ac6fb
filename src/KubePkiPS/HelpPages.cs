namespace KubePkiPS;

/// <summary>Where the pages of the cmdlets are on the web: <c>Get-Help -Online</c> opens them.</summary>
internal static class HelpPages
{
    /// <summary>The directory of the pages; a page is called like its cmdlet.</summary>
    public const string Base = "https://github.com/KubePkiPS/KubePkiPS/blob/main/docs/cmdlets/";
}
