using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace KubePkiPS;

/// <summary>
/// Keeps the libraries that we stand on apart from the ones that other modules load. Only the bridges use them, so each bridge goes into a
/// private load context, which finds its library beside it in <c>bin/deps</c>. Nothing of them is loaded before it is needed.
/// See learn.microsoft.com, "Resolving PowerShell module assembly dependency conflicts".
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private static readonly string[] Bridges = ["KubePki.Ciphers", "KubePki.Kubernetes", "KubePki.Yaml"];

    private static readonly string Dependencies = Path.Combine(Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!, "deps");

    private static readonly DependencyContext Context = new();

    /// <summary>Called by PowerShell on each import; an import with -Force comes again.</summary>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        Bridges.Contains(name.Name) ? Context.LoadFromAssemblyName(name) : null;

    private sealed class DependencyContext() : AssemblyLoadContext("KubePkiPS")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(Dependencies, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
