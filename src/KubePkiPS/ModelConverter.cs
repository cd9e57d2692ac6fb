using System.Collections;
using System.Management.Automation;
using System.Reflection;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>
/// Makes the module's objects again of what a job, a session or a file has left of them: bags of properties whose type names begin with
/// <c>Deserialized.</c>, so that they filter, sort, print and bind as they did where they came from.
/// </summary>
public sealed class ModelConverter : PSTypeConverter
{
    private const string Prefix = "Deserialized.";
    private static readonly string ModelNamespace = typeof(KubeCertificate).Namespace!;

    /// <summary>Whether the value is what is left of an object of the type.</summary>
    /// <param name="sourceValue">The value.</param>
    /// <param name="destinationType">The type.</param>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        destinationType is not null && sourceValue is PSObject bag && bag.TypeNames.Contains(Prefix + destinationType.FullName);

    /// <summary>The object.</summary>
    /// <param name="sourceValue">What is left of it.</param>
    /// <param name="destinationType">Its type.</param>
    /// <param name="formatProvider">Not used.</param>
    /// <param name="ignoreCase">Not used.</param>
    public override object? ConvertFrom(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        Make((PSObject)sourceValue, destinationType);

    /// <summary>Nothing is converted into something else.</summary>
    /// <param name="sourceValue">The value.</param>
    /// <param name="destinationType">The type.</param>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <summary>Nothing is converted into something else.</summary>
    /// <param name="sourceValue">The value.</param>
    /// <param name="destinationType">The type.</param>
    /// <param name="formatProvider">Not used.</param>
    /// <param name="ignoreCase">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    private static object Make(PSObject bag, Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length)
            .First(constructor => constructor.GetParameters() is not [var only] || only.ParameterType != type);
        var made = constructor.Invoke([.. constructor.GetParameters()
            .Select(parameter => ValueOf(bag.Properties[parameter.Name], parameter.ParameterType))]);
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
        {
            if (bag.Properties[property.Name] is { Value: not null } left)
                property.SetValue(made, ValueOf(left, property.PropertyType));
        }
        Root(made, bag, type);
        return made switch
        {
            KubeCertificate certificate when bag.Properties["RawData"] is { Value: byte[] { Length: > 0 } raw } =>
                certificate.WithRawData(raw),
            // What says nothing of where it comes from is taken for a file's: that is never approved.
            KubeCsr csr => csr.WithRawRequest(bag.Properties["RawRequest"]?.Value as string ?? "",
                bag.Properties["IsRequestAlone"]?.Value as bool? ?? true),
            _ => made,
        };
    }

    // One spelling for a directory, and none where the bag names none: the default would be this machine.
    private static void Root(object made, PSObject bag, Type type)
    {
        if (type.GetProperty("Root") is not { SetMethod: not null } property)
            return;
        var root = bag.Properties["Root"]?.Value?.ToString() ?? "";
        property.SetValue(made, Path.IsPathFullyQualified(root) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) : root);
    }

    private static object? ValueOf(PSPropertyInfo? property, Type type) => To(property?.Value, Nullable.GetUnderlyingType(type) ?? type);

    private static object? To(object? value, Type type)
    {
        var bare = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        if (bare is null || type.IsInstanceOfType(bare))
            return bare ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
        if (type == typeof(DateTimeOffset))
            return MomentOf(value!);
        if (type == typeof(TextList))
            return TextList.From(Items(value!).Select(item => item.ToString() ?? ""));
        if (type.IsGenericType && type.GenericTypeArguments is [var item] && typeof(IEnumerable).IsAssignableFrom(type))
            return ListOf([.. Items(value!).Select(element => To(element, item))], item);
        return type.Namespace == ModelNamespace && !type.IsEnum && value is PSObject bag
            ? Make(bag, type) : LanguagePrimitives.ConvertTo(value, type, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Array ListOf(object?[] items, Type type)
    {
        var list = Array.CreateInstance(type, items.Length);
        for (var i = 0; i < items.Length; i++)
            list.SetValue(items[i], i);
        return list;
    }

    private static IEnumerable<object> Items(object value) =>
        LanguagePrimitives.GetEnumerable(value)?.Cast<object>() ?? [value];

    /// <summary>A moment, from what is left of it.</summary>
    /// <param name="value">A bag of properties, a text, or null.</param>
    public static DateTimeOffset? Moment(object? value) => value is null ? null : MomentOf(value);

    private static DateTimeOffset MomentOf(object value) =>
        value is PSObject bag && bag.Properties[nameof(DateTimeOffset.UtcDateTime)]?.Value is DateTime utc
            ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
            : (DateTimeOffset)new MomentTransformAttribute().Transform(null!, value);
}
