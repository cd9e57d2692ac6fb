using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KubePki.Kubernetes.Tests;

/// <summary>What the bridge shows, and what of the library it may not use.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_public_member_mentions_a_type_of_another_library()
    {
        var assembly = typeof(KubernetesApi).Assembly;
        var mentioned = assembly.GetExportedTypes().SelectMany(Mentions).Where(type => !type.IsGenericParameter).Distinct().ToList();
        Assert.Contains(typeof(SigningRequest), mentioned);
        var foreign = mentioned.Where(type => type.Assembly != assembly);
        Assert.All(foreign, type => Assert.StartsWith("System", type.Namespace, StringComparison.Ordinal));
        Assert.Contains(assembly.GetReferencedAssemblies(), reference => reference.Name == "KubernetesClient.Aot");
    }

    [Fact]
    public void Classes_cannot_be_derived_from()
    {
        var open = typeof(KubernetesApi).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsSealed: false });
        Assert.Equal([typeof(ApiObject)], open);
        Assert.DoesNotContain(typeof(ApiObject).GetConstructors(Declared), constructor => constructor.IsFamily || constructor.IsPublic);
    }

    [Fact]
    public void Of_the_library_only_models_and_generated_operations_are_used()
    {
        using var file = new PEReader(File.OpenRead(typeof(KubernetesApi).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .Where(name => name.StartsWith("k8s.", StringComparison.Ordinal) && !name.StartsWith("k8s.Models.", StringComparison.Ordinal))
            .ToList();
        Assert.Contains("k8s.AbstractKubernetes", names);
        Assert.All(names, name => Assert.True(
            name is "k8s.AbstractKubernetes" or "k8s.IKubernetesObject" or "k8s.IKubernetesObject`1"
                or "k8s.Autorest.HttpOperationResponse" or "k8s.Autorest.HttpOperationResponse`1"
            || (name.StartsWith("k8s.I", StringComparison.Ordinal) && name.EndsWith("Operations", StringComparison.Ordinal)), name));
    }

    private static IEnumerable<Type> Mentions(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        return methods
            .Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(ResultOf(method) ?? type))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType))
            .Append(type.BaseType ?? type)
            .Concat(type.GetInterfaces())
            .Concat(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()))
            .SelectMany(Unwrap);
    }

    private static Type? ResultOf(MethodBase method) => (method as MethodInfo)?.ReturnType;

    private static IEnumerable<Type> Unwrap(Type type) => type.IsGenericType
        ? type.GetGenericArguments().SelectMany(Unwrap).Append(type.GetGenericTypeDefinition())
        : [type.GetElementType() ?? type];
}
