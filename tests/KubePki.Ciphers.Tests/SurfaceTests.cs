using System.Reflection;

namespace KubePki.Ciphers.Tests;

/// <summary>The bridge keeps its library to itself: whoever uses it need not load one version of it or another.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_public_member_mentions_a_type_of_another_library()
    {
        var assembly = typeof(LegacyPemCipher).Assembly;
        var mentioned = assembly.GetExportedTypes().SelectMany(Mentions).Distinct().ToList();
        Assert.Contains(typeof(byte[]), mentioned);
        Assert.All(mentioned.Where(type => type.Assembly != assembly), type =>
            Assert.StartsWith("System", type.Namespace, StringComparison.Ordinal));
        Assert.Contains(assembly.GetReferencedAssemblies(), reference => reference.Name == "BouncyCastle.Cryptography");
    }

    // What others could see without the library: exported types, what they derive from, and their visible members.
    private static IEnumerable<Type> Mentions(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(method => method.IsPublic
            || method.IsFamily);
        return methods.SelectMany(method => method.GetParameters().Select(parameter =>
            parameter.ParameterType).Append((method as MethodInfo)?.ReturnType ?? type))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType))
            .Append(type.BaseType ?? type)
            .Concat(type.GetInterfaces())
            .SelectMany(mentioned => mentioned.IsGenericType ? mentioned.GetGenericArguments().Append(mentioned.GetGenericTypeDefinition())
                : [mentioned]);
    }
}
