using System.Reflection;

namespace KubePki.Yaml.Tests;

public sealed class SurfaceTests
{
    [Fact]
    public void No_public_member_mentions_a_type_of_another_library()
    {
        var assembly = typeof(YamlText).Assembly;
        var mentioned = assembly.GetExportedTypes().SelectMany(Mentions).Distinct().ToList();
        Assert.Contains(typeof(YamlSpan), mentioned);
        Assert.All(mentioned, type => Assert.True(type.Assembly == assembly || type.Namespace!.StartsWith("System", StringComparison.Ordinal), type.FullName));
        Assert.Contains(assembly.GetReferencedAssemblies(), reference => reference.Name == "YamlDotNet");
    }

    [Fact]
    public void Classes_cannot_be_derived_from()
    {
        var open = typeof(YamlText).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsSealed: false });
        Assert.Equal([typeof(YamlNode)], open);
        Assert.DoesNotContain(
            typeof(YamlNode).GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance), constructor => constructor.IsFamily || constructor.IsPublic);
    }

    private static IEnumerable<Type> Mentions(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).Where(method => method.IsPublic || method.IsFamily);
        return methods
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? type))
            .Concat(type.GetFields(All).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType))
            .Append(type.BaseType ?? type)
            .Concat(type.GetInterfaces())
            .SelectMany(Unwrap);
    }

    private static IEnumerable<Type> Unwrap(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Unwrap).Append(type.GetGenericTypeDefinition()) : [type.GetElementType() ?? type];
}
