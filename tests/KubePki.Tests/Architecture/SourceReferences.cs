using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KubePki.Tests.Architecture;

/// <summary>
/// Which types the core's sources use, as the compiler sees it: also through <c>var</c>, extension methods and constants.
/// </summary>
internal static class SourceReferences
{
    private static readonly Lazy<IReadOnlyList<SourceReference>> AllOfThem = new(Read);

    /// <summary>Every use of a type of this project from another namespace of the core.</summary>
    public static IReadOnlyList<SourceReference> All => AllOfThem.Value;

    private static SourceReference[] Read()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None);
        var trees = Repository.Sources("KubePki")
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)).ToList();
        trees.Add(CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
            + " global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;", options, ""));
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("KubePki.Core.dll" or "KubePki.Tests.dll" or "kubepki.dll"));
        var compilation = CSharpCompilation.Create("Core", trees, assemblies.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return [.. trees.AsParallel().SelectMany(tree => Of(tree, compilation.GetSemanticModel(tree))).Distinct()];
    }

    private static IEnumerable<SourceReference> Of(SyntaxTree tree, SemanticModel model)
    {
        var unit = tree.GetCompilationUnitRoot();
        if (unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is not { } own)
            yield break;
        var (from, file) = (own.Name.ToString(), Path.GetFileName(tree.FilePath));
        foreach (var expression in own.DescendantNodes().Where(node => node is ExpressionSyntax or ConstructorInitializerSyntax))
        {
            foreach (var type in Types(model, expression))
            {
                var home = type.ContainingNamespace.ToDisplayString();
                if (home != from && home.StartsWith("KubePki", StringComparison.Ordinal))
                    yield return new SourceReference(from, home, $"{file} uses {type.Name}");
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> Types(SemanticModel model, SyntaxNode node)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        return new[] { symbol as ITypeSymbol, symbol?.ContainingType, model.GetTypeInfo(node).Type }.SelectMany(Parts);
    }

    private static IEnumerable<INamedTypeSymbol> Parts(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Parts(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic => generic.TypeArguments.SelectMany(Parts).Prepend(generic),
        INamedTypeSymbol named => [named],
        _ => [],
    };
}
