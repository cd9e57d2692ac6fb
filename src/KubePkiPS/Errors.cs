using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>Every error record of the module is born here.</summary>
internal static class Errors
{
    /// <summary>A problem of the snapshot as a non-terminating error.</summary>
    public static ErrorRecord FromProblem(PkiProblem problem) =>
        new(new PkiProblemException(problem), problem.Id, CategoryOf(problem.Id), problem.Path)
        {
            ErrorDetails = new ErrorDetails(problem.ToString()) { RecommendedAction = problem.RecommendedAction ?? "" },
        };

    /// <summary>A path that PowerShell cannot resolve: an unknown drive, or one that is no file system.</summary>
    public static ErrorRecord BadPath(string path, Exception exception) =>
        new(exception, "BadPath", ErrorCategory.InvalidArgument, path)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = "Name a file or a directory of the file system." },
        };

    /// <summary>A name that no check has.</summary>
    public static ErrorRecord UnknownCheck(string name) =>
        new(new ArgumentException($"There is no check named {name}."), "UnknownCheck", ErrorCategory.ObjectNotFound, name)
        {
            ErrorDetails = new ErrorDetails($"There is no check named {name}.") { RecommendedAction = "Get-KubePkiCheck lists them." },
        };

    private static ErrorCategory CategoryOf(string id) => id switch
    {
        PkiProblemId.PathNotFound or PkiProblemId.NodeNotFound or PkiProblemId.DanglingLink => ErrorCategory.ObjectNotFound,
        PkiProblemId.UnreadableFile => ErrorCategory.PermissionDenied,
        PkiProblemId.LinkLeavesRoot => ErrorCategory.SecurityError,
        PkiProblemId.FileTooLarge => ErrorCategory.LimitsExceeded,
        PkiProblemId.NotRegularFile or PkiProblemId.LinkLoop => ErrorCategory.InvalidType,
        _ => ErrorCategory.InvalidData,
    };
}
