using System.Management.Automation;
using KubePki.Pki.Issuing;

namespace KubePkiPS;

/// <summary>Takes names and addresses that a serving certificate can be good for.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateServerNamesAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <summary>Refuses what no certificate can be good for.</summary>
    /// <param name="element">One of the names.</param>
    protected override void ValidateElement(object element)
    {
        var name = LanguagePrimitives.ConvertTo<string>(element);
        if (ServerNames.ValidationError(name) is { } reason)
            throw new ValidationMetadataException($"'{name}': {reason}.");
    }
}
