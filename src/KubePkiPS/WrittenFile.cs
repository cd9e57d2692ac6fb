using System.Management.Automation;

namespace KubePkiPS;

/// <summary>A file that a command wrote, as Get-Item gives it: with the mode, the owner and the size that PowerShell shows.</summary>
internal static class WrittenFile
{
    /// <summary>The file as it now is.</summary>
    /// <param name="command">The command that wrote it.</param>
    /// <param name="path">Its path in the file system.</param>
    public static object Of(PSCmdlet command, string path)
    {
        var items = command.InvokeProvider.Item.Get([path], force: true, literalPath: true);
        return items.Count == 1 ? items[0] : new FileInfo(path);
    }
}
