using System.Management.Automation;
using KubePki.Model;

namespace KubePkiPS;

/// <summary>Takes <c>365d</c> or <c>10y</c> for a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LifetimeTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>The lifetime that was written.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was written.</param>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var text = (inputData as PSObject)?.BaseObject ?? inputData;
        if (text is TimeSpan)
            return text;
        return Lifetimes.TryParse(text as string ?? Convert.ToString(text, System.Globalization.CultureInfo.InvariantCulture), out var span)
            ? span : throw new ArgumentTransformationMetadataException($"'{text}' is no lifetime: write 365d, 12h or 10y.");
    }
}
