namespace KubePki.Model;

/// <summary>Permission bits as chmod takes them.</summary>
internal static class OctalMode
{
    /// <summary>The bits in octal: <c>0600</c>.</summary>
    public static string Of(int mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');
}
