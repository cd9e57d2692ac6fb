using KubePki.Node.Files;

namespace KubePki.Attacks.Files;

/// <summary>Has directories opened name by name for a while, as on a kernel without openat2.</summary>
internal sealed class Opening : IDisposable
{
    private readonly bool _before = LinuxOpening.LacksOpenat2;

    private Opening(bool nameByName) => LinuxOpening.LacksOpenat2 = nameByName;

    public static Opening NameByName(bool nameByName) => new(nameByName);

    public void Dispose() => LinuxOpening.LacksOpenat2 = _before;
}
