namespace KubePki.Model;

/// <summary>The values of <see cref="KubeEndpointVerdict.OnDisk"/>: how what is served stands to the files of the node.</summary>
public static class EndpointDisk
{
    /// <summary>The served certificate is the one in the file.</summary>
    public const string Same = nameof(Same);

    /// <summary>
    /// The file that the component should serve holds another certificate, and no other file of the node holds the served one.
    /// </summary>
    public const string Differs = nameof(Differs);

    /// <summary>Another file of the node holds the served certificate, not the one that the component should serve.</summary>
    public const string OtherFile = nameof(OtherFile);

    /// <summary>The component has no file: it makes its certificate at its start.</summary>
    public const string InMemory = nameof(InMemory);

    /// <summary>The file that the component should serve is not there, or cannot be read.</summary>
    public const string Missing = nameof(Missing);
}
