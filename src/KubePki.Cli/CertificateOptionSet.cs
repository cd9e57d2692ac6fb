using System.CommandLine;
using System.CommandLine.Parsing;
using KubePki.Changes.Repair;
using KubePki.Model;
using KubePki.Pki.Issuing;
using KubePki.Pki.Keys;

namespace KubePki.Cli;

/// <summary>
/// The options that say how a certificate is to be: its lifetime, its key, its names. Each command describes them in its own words.
/// </summary>
internal sealed class CertificateOptionSet(string validFor, string keepKey, string addSan)
{
    private readonly Option<string?> _validFor = new("--valid-for") { Description = validFor, HelpName = "TIME" };

    private readonly Option<bool> _keepKey = new("--keep-key") { Description = keepKey };

    private readonly Option<string?> _keyAlgorithm = new("--key-algorithm")
    {
        Description = "Algorithm of new keys (default: same as the old keys).",
    };

    private readonly Option<string[]> _addSan = new("--add-san")
    {
        Description = addSan,
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _removeSan = new("--remove-san")
    {
        Description = "Names and addresses to remove from the API server's certificate.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Adds those for a lifetime and a key.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _validFor, _keepKey, _keyAlgorithm })
            command.Options.Add(option);
        _keyAlgorithm.AcceptOnlyFromAmong([.. KeyKind.All.Select(kind => kind.Name)]);
        _validFor.Validators.Add(CheckLifetime);
    }

    /// <summary>Adds those for names, where a server's certificate may be issued.</summary>
    /// <param name="command">The command.</param>
    /// <param name="mayRemove">Whether the API server's certificate may be issued, whose names can be removed, too.</param>
    public void AddNamesTo(Command command, bool mayRemove)
    {
        command.Options.Add(_addSan);
        if (mayRemove)
            command.Options.Add(_removeSan);
        _addSan.Validators.Add(CheckNames);
    }

    /// <summary>How certificates are made, as the command line says.</summary>
    public RepairOptions Options(ParseResult parsed) => new()
    {
        ValidFor = Lifetimes.TryParse(parsed.GetValue(_validFor), out var span) ? span : null,
        KeepKey = parsed.GetValue(_keepKey),
        KeyKind = KeyKind.Find(parsed.GetValue(_keyAlgorithm)),
        AddNames = SharedOptions.Names(parsed.GetValue(_addSan)),
        RemoveNames = SharedOptions.Names(parsed.GetValue(_removeSan)),
    };

    /// <summary>Refuses what is no lifetime.</summary>
    public static void CheckLifetime(OptionResult result)
    {
        if (result.Tokens.Count > 0 && !Lifetimes.TryParse(result.Tokens[0].Value, out _))
            result.AddError($"'{result.Tokens[0].Value}' is not a valid duration. Use 365d, 12h or 10y.");
    }

    /// <summary>Refuses names that no certificate can be good for.</summary>
    public static void CheckNames(OptionResult result)
    {
        foreach (var name in SharedOptions.Names([.. result.Tokens.Select(token => token.Value)]))
        {
            if (ServerNames.ValidationError(name) is { } reason)
                result.AddError($"'{name}': {reason}.");
        }
    }
}
