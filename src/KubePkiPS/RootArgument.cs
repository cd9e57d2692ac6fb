using System.Management.Automation;
using KubePki.Model;
using KubePkiPS.Commands;

namespace KubePkiPS;

/// <summary>
/// What a user gives for the roots of nodes: paths with wildcards, directories, rows with a property Root; / without any.
/// </summary>
internal static class RootArgument
{
    /// <summary>Does something for each root; a problem is an error, and the next root comes.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">An object of the pipeline; null without one.</param>
    /// <param name="roots">The argument; null without one.</param>
    /// <param name="work">What is done.</param>
    public static void Each(StoppableCommand command, PSObject? input, string[]? roots, Action<string> work) =>
        Each(command, input, roots, (root, _) => work(root));

    /// <summary>The same, for work that looks at the object that named the root, null for the argument, as well.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">An object of the pipeline; null without one.</param>
    /// <param name="roots">The argument; null without one.</param>
    /// <param name="work">What is done.</param>
    public static void Each(StoppableCommand command, PSObject? input, string[]? roots, Action<string, PSObject?> work)
    {
        // Nothing in the pipeline is nothing, and not this machine.
        if (input is null && command.MyInvocation.ExpectingInput)
            return;
        if (input is null)
        {
            foreach (var root in roots ?? ["/"])
                Resolved(command, root, isLiteral: roots is null, path => work(path, null));
            return;
        }
        command.Each(input, item =>
        {
            if (PipelineObject.Roots(item) is { Count: > 0 } several)
            {
                foreach (var one in several)
                    Resolved(command, one, isLiteral: true, path => work(path, item));
                return true;
            }
            if ((item.BaseObject as string ?? PipelineObject.Root(item) ?? PipelineObject.Path(item)) is not { } root)
                return false;
            Resolved(command, root, isLiteral: item.BaseObject is not string, path => work(path, item));
            return true;
        }, "root directories of nodes, rows with a property Root, and objects of this module");
    }

    private static void Resolved(StoppableCommand command, string root, bool isLiteral, Action<string> work)
    {
        var resolver = new PathResolver(command.SessionState, root: null);
        var paths = isLiteral ? resolver.Resolve(root, isLiteral, command.WriteError) : resolver.ResolveRoots(root, command.WriteError);
        foreach (var path in paths)
        {
            try
            {
                work(path);
            }
            catch (PkiProblemException e)
            {
                command.WriteError(Errors.FromProblem(e.Problem));
            }
            catch (OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }
            catch (Exception e) when (Errors.IsFault(e))
            {
                command.ThrowTerminatingError(Errors.Broken(e));
            }
        }
    }
}
