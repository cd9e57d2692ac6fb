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
        var value = (inputData as PSObject)?.BaseObject ?? inputData;
        return value switch
        {
            TimeSpan span when span > TimeSpan.Zero => span,
            // To PowerShell, 30d is a decimal number and 10y an integer; the text as typed is kept beside the value.
            string or decimal or short or sbyte
                when Lifetimes.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), out var span) => span,
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is not a valid duration. Use 365d, 12h or 10y."),
        };
    }
}
