namespace KubePki.Node.Layout;

/// <summary>A row of a layout: which file plays which role.</summary>
/// <param name="Pattern">The certificate or kubeconfig, relative to the layout's directory; one <c>*</c> stands for any characters but a
/// slash.</param>
/// <param name="Role">The role's name.</param>
/// <param name="Key">The key's file when it is not the certificate's name with <c>.key</c>; a <c>*</c> repeats what the pattern's star
/// stood for.</param>
public sealed record LayoutFile(string Pattern, string Role, string? Key = null)
{
    /// <summary>The command that has it renewed, where that is not the one of its distribution; null when it is.</summary>
    public string? RenewCommand { get; init; }
}
