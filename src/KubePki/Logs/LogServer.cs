namespace KubePki.Logs;

/// <summary>The server that a line speaks of.</summary>
/// <param name="Host">Its name or address, in brackets when it is one of IPv6.</param>
/// <param name="Port">Its port; that of HTTPS when the line names none.</param>
/// <param name="Path">The path behind it; empty when there is none.</param>
internal sealed record LogServer(string Host, string Port, string Path)
{
    /// <summary>Host and port.</summary>
    public string Endpoint => $"{Host}:{Port}";

    /// <summary>Whether it is an address, not a name.</summary>
    public bool IsAddress => Host[0] == '[' || Host.All(letter => letter == '.' || char.IsAsciiDigit(letter));

    /// <summary>Host, port and path, for patterns.</summary>
    public override string ToString() => $"server={Endpoint}{Path}";
}
