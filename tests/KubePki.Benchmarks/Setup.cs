namespace KubePki.Benchmarks;

/// <summary>What is measured, and against what: paths of programs, trees and modules; null for what this machine does not have.</summary>
internal sealed class Setup
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads <c>--name value</c> pairs.</summary>
    public Setup(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i + 1 < arguments.Count; i += 2)
            _values[arguments[i]] = arguments[i + 1];
    }

    public string Kubepki => Value("--kubepki") ?? throw new ArgumentException("--kubepki is missing");

    /// <summary>Where <see cref="CertificateTree"/> has written.</summary>
    public string Trees => Value("--trees") ?? throw new ArgumentException("--trees is missing");

    /// <summary>An older kubepki, to be measured beside the new one.</summary>
    public string? Before => Value("--before");

    /// <summary>A node's root with a control plane.</summary>
    public string? Node => Value("--node");

    /// <summary>The Go program of go/.</summary>
    public string? Go => Value("--go");

    /// <summary>The Go program of go/csr.</summary>
    public string? GoCsr => Value("--go-csr");

    /// <summary>Where <see cref="RequestSample"/> has written.</summary>
    public string? Requests => Value("--requests");

    /// <summary>A large log.</summary>
    public string? Log => Value("--log");

    /// <summary>The catalogue's patterns for grep.</summary>
    public string? Patterns => Value("--patterns");

    public string? Kubeadm => Value("--kubeadm");

    public string? OpenSsl => Value("--openssl");

    public string? PowerShell => Value("--pwsh");

    /// <summary>The module's manifest.</summary>
    public string? Module => Value("--module");

    public int Runs => int.Parse(Value("--runs") ?? "15", System.Globalization.CultureInfo.InvariantCulture);

    private string? Value(string name) => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
