using KubePki.Tests.Changes.Transactions;

namespace KubePki.Tests;

/// <summary>The test host needs no entry; this one is for the process that is killed.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [KillLoop.Argument, var root, var oldFiles])
            return 64;
        KillLoop.Run(root, oldFiles);
        return 0;
    }
}
