using System.Reflection;
using System.Runtime.InteropServices;

namespace KubePkiPS.Help;

/// <summary>Reads the cmdlets of an assembly without running anything of it.</summary>
internal sealed class ModuleMetadata : IDisposable
{
    private const string Namespace = "System.Management.Automation.";

    private static readonly string PowerShellReference = typeof(ModuleMetadata).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "PowerShellReference").Value!;

    private readonly MetadataLoadContext _context;
    private readonly Assembly _module;

    public ModuleMetadata(string path)
    {
        var references = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
            .Concat(Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, "*.dll")).Append(PowerShellReference);
        _context = new MetadataLoadContext(new PathAssemblyResolver(references));
        _module = _context.LoadFromAssemblyPath(Path.GetFullPath(path));
    }

    public IReadOnlyList<CmdletMetadata> Cmdlets() => _module.GetExportedTypes()
        .Where(type => Find(type.CustomAttributes, "CmdletAttribute") is not null && !type.IsAbstract)
        .Select(Read).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal).ToList();

    public void Dispose() => _context.Dispose();

    private static CmdletMetadata Read(Type type)
    {
        var cmdlet = Find(type.CustomAttributes, "CmdletAttribute")!;
        var parameters = type.GetProperties()
            .Where(property => Find(property.CustomAttributes, "ParameterAttribute") is not null).Select(ReadParameter);
        if (Named(cmdlet, "SupportsShouldProcess") is true)
            parameters = parameters.Concat([Common("Confirm", "cf"), Common("WhatIf", "wi")]);
        return new CmdletMetadata(
            type.FullName!, (string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!,
            Named(cmdlet, "DefaultParameterSetName") as string, Named(cmdlet, "HelpUri") as string,
            type.CustomAttributes.Where(attribute => IsNamed(attribute, "OutputTypeAttribute")).SelectMany(OutputTypes).ToList(),
            parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).ToList());
    }

    private static IEnumerable<string> OutputTypes(CustomAttributeData attribute) =>
        ((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => argument.Value is Type type ? type.FullName! : (string)argument.Value!);

    private static ParameterMetadata ReadParameter(PropertyInfo property)
    {
        var sets = property.CustomAttributes.Where(attribute => IsNamed(attribute, "ParameterAttribute")).ToDictionary(
            attribute => Named(attribute, "ParameterSetName") as string ?? ParameterMetadata.AllSets,
            attribute => new ParameterMetadata.InSet(
                Named(attribute, "Mandatory") is true, Named(attribute, "Position") as int?,
                Named(attribute, "ValueFromPipeline") is true, Named(attribute, "ValueFromPipelineByPropertyName") is true));
        var aliases = Find(property.CustomAttributes,
            "AliasAttribute")?.ConstructorArguments[0].Value as IReadOnlyCollection<CustomAttributeTypedArgument>;
        return new ParameterMetadata(
            property.Name, property.DeclaringType!.FullName!,
            TypeName(property.PropertyType), property.PropertyType.Name == "SwitchParameter",
            aliases?.Select(alias => (string)alias.Value!).ToList() ?? [],
            Find(property.CustomAttributes, "SupportsWildcardsAttribute") is not null || property.Name == "Path", sets);
    }

    private static ParameterMetadata Common(string name, string alias) => new(
        name, "", "SwitchParameter", true, [alias], false,
        new Dictionary<string, ParameterMetadata.InSet> { [ParameterMetadata.AllSets] = new(false, null, false, false) });

    private static string TypeName(Type type) =>
        type.IsArray ? TypeName(type.GetElementType()!) + "[]" : type.IsGenericType ? TypeName(type.GetGenericArguments()[0]) : type.Name;

    private static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => IsNamed(attribute, name));

    private static bool IsNamed(CustomAttributeData attribute, string name) => attribute.AttributeType.FullName == Namespace + name;

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name)
            .Select(argument => argument.TypedValue.Value).FirstOrDefault();
}
