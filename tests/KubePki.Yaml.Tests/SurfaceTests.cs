using System.Reflection;

namespace KubePki.Yaml.Tests;

public sealed class SurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_public_member_mentions_a_type_of_another_library()
    {
        var assembly = typeof(YamlText).Assembly;
        var mentioned = assembly.GetExportedTypes().SelectMany(Mentions).Distinct().ToList();
        Assert.Contains(typeof(YamlSpan), mentioned);
        var foreign = mentioned.Where(type => type.Assembly != assembly);
        Assert.All(foreign, type => Assert.StartsWith("System", type.Namespace, StringComparison.Ordinal));
        Assert.Contains(assembly.GetReferencedAssemblies(), reference => reference.Name == "YamlDotNet");
    }

    [Fact]
    public void Classes_cannot_be_derived_from()
    {
        var open = typeof(YamlText).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsSealed: false });
        Assert.Equal([typeof(YamlNode)], open);
        Assert.DoesNotContain(typeof(YamlNode).GetConstructors(Declared), constructor => constructor.IsFamily || constructor.IsPublic);
    }

    private static IEnumerable<Type> Mentions(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        return methods
            .Where(method => method.IsPublic || method.IsFamily)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(ResultOf(method) ?? type))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType))
            .Append(type.BaseType ?? type)
            .Concat(type.GetInterfaces())
            .SelectMany(Unwrap);
    }

    private static Type? ResultOf(MethodBase method) => (method as MethodInfo)?.ReturnType;

    private static IEnumerable<Type> Unwrap(Type type) => type.IsGenericType
        ? type.GetGenericArguments().SelectMany(Unwrap).Append(type.GetGenericTypeDefinition())
        : [type.GetElementType() ?? type];
}
