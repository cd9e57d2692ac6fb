using KubePki.Model;
using KubePki.Node.Layout;

namespace KubePki.Node.Checks;

/// <summary>What stops working when the bearer of a role is refused, and how bad that is.</summary>
internal static class Consequences
{
    /// <summary>How bad it is when the bearer of a role is refused.</summary>
    public static FindingSeverity SeverityOf(string? role) => PkiRoles.Of(role).Severity;

    /// <summary>How bad it is when a credential in use lets nobody in any more: whoever bears it has stopped.</summary>
    public static FindingSeverity OfLockOut(string? role) =>
        SeverityOf(role) is var severity && severity > FindingSeverity.Error ? severity : FindingSeverity.Error;

    /// <summary>What stops then.</summary>
    public static string Of(string? role) => PkiRoles.Of(role).Consequence;
}
