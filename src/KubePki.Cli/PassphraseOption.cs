using System.CommandLine;
using KubePki.Model;
using KubePki.Node.Reading.Files;
using KubePki.Pki.Keys;

namespace KubePki.Cli;

/// <summary>Where the passphrase of encrypted keys comes from: a file, a pipe, or whoever sits at the terminal.</summary>
internal sealed class PassphraseOption
{
    private static readonly List<KeyPassphrase> Given = [];

    private readonly Option<string?> _file = new("--key-passphrase-file")
    {
        Description = "File whose first line is the passphrase for encrypted keys and PKCS#12 stores. Only its owner may have access. "
            + "Use - for standard input or the terminal.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _decrypt = new("--decrypt-key", "--decrypt-keys")
    {
        Description = "Write keys that replace encrypted ones without encryption, "
            + "as Kubernetes requires (default: encrypt them again).",
    };

    private KeyPassphrase? _passphrase;
    private bool _asks;

    /// <summary>Adds the option to a command that reads keys.</summary>
    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>Adds the options to a command that works with keys: at a terminal it asks, when it meets an encrypted one.</summary>
    public void AddToWorker(Command command, bool replacesKeys)
    {
        _asks = true;
        command.Options.Add(_file);
        if (replacesKeys)
            command.Options.Add(_decrypt);
    }

    /// <summary>What opens encrypted keys; null when they stay closed.</summary>
    /// <exception cref="PkiProblemException">The file cannot be read, or is open to others.</exception>
    public KeyPassphrase? Of(ParseResult parsed)
    {
        if (_passphrase is not null)
            return _passphrase;
        // Not every command that reads has these options.
        var writesPlainKeys = parsed.GetResult(_decrypt) is not null && parsed.GetValue(_decrypt);
        var file = FileOf(parsed);
        _passphrase = file switch
        {
            "-" when Console.IsInputRedirected => ReadStandardInput(writesPlainKeys),
            "-" => TerminalPassphrase.Ask(parsed.InvocationConfiguration.Error, writesPlainKeys),
            not null => PassphraseFile.Read(file, writesPlainKeys),
            _ when _asks && !Console.IsInputRedirected => KeyPassphrase.Asking(() =>
                TerminalPassphrase.Ask(parsed.InvocationConfiguration.Error), writesPlainKeys),
            _ => null,
        };
        if (_passphrase is not null)
            Given.Add(_passphrase);
        return _passphrase;
    }

    /// <summary>The file that was named; null for none.</summary>
    public string? FileOf(ParseResult parsed) => parsed.GetResult(_file) is null ? null : parsed.GetValue(_file);

    /// <summary>Wipes what was given.</summary>
    public static void Wipe() => Given.ForEach(passphrase => passphrase.Dispose());

    private static KeyPassphrase ReadStandardInput(bool writesPlainKeys)
    {
        using var input = StandardStreams.OpenInput();
        return PassphraseFile.Read(input, "standard input", writesPlainKeys);
    }
}
