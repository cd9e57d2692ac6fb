using KubePki.Yaml;

namespace KubePki.Changes.Editing;

/// <summary>
/// Changes what must be changed of a kubeconfig: one user's credential, one cluster's CA or server. The rest stays byte for byte.
/// </summary>
internal sealed class KubeconfigEditor
{
    private readonly YamlText _text;
    private readonly YamlEdit _edit;

    /// <exception cref="YamlFormatException">The text is no YAML.</exception>
    public KubeconfigEditor(string text)
    {
        _text = YamlText.Parse(text);
        _edit = new YamlEdit(_text);
    }

    /// <summary>Puts a client certificate and its key into a user's entry; files that it named are no longer named.</summary>
    /// <returns>Whether there is such a user.</returns>
    public bool SetCredential(string user, ReadOnlySpan<byte> certificatePem, ReadOnlySpan<byte> keyPem) =>
        SetPair(user, ("client-certificate", "client-certificate-data", Convert.ToBase64String(certificatePem)),
            ("client-key", "client-key-data", Convert.ToBase64String(keyPem)));

    /// <summary>Lets a user's entry name files instead of holding a certificate and a key.</summary>
    /// <returns>Whether there is such a user.</returns>
    public bool SetCredentialFiles(string user, string certificatePath, string keyPath) =>
        SetPair(user, ("client-certificate-data", "client-certificate", certificatePath), ("client-key-data", "client-key", keyPath));

    /// <summary>Puts CA certificates into a cluster's entry; a file that it named is no longer named.</summary>
    /// <returns>Whether there is such a cluster.</returns>
    public bool SetAuthority(string cluster, ReadOnlySpan<byte> bundlePem)
    {
        if (Entry("clusters", "cluster", cluster) is not { } mapping)
            return false;
        Replace(mapping, "certificate-authority", "certificate-authority-data", Convert.ToBase64String(bundlePem));
        return true;
    }

    /// <summary>Sets the URL of a cluster's API server.</summary>
    /// <returns>Whether there is such a cluster.</returns>
    public bool SetServer(string cluster, string url)
    {
        if (Entry("clusters", "cluster", cluster) is not { } mapping)
            return false;
        _edit.Set(mapping, "server", url);
        return true;
    }

    /// <summary>The certificate and the key that a user's entry holds, as PEM; null when it holds none.</summary>
    /// <exception cref="FormatException">What it holds is not base64.</exception>
    public (byte[] Certificate, byte[] Key)? CredentialOf(string user)
    {
        var mapping = Entry("users", "user", user);
        return mapping?.Text("client-certificate-data") is { } certificate && mapping.Text("client-key-data") is { } key
            ? (Convert.FromBase64String(certificate), Convert.FromBase64String(key)) : null;
    }

    /// <summary>The keys that users' entries hold, as PEM, with or without a certificate.</summary>
    public IEnumerable<(string User, byte[] Key)> Keys()
    {
        foreach (var item in (_text.Root?.At("users") as YamlSequence)?.Items ?? [])
        {
            if (item.Text("name") is { } name && item.Text("user", "client-key-data") is { } data)
                yield return (name, Convert.FromBase64String(data));
        }
    }

    /// <summary>Whether nothing changes.</summary>
    public bool IsUnchanged => _edit.IsEmpty;

    /// <summary>The text with the changes.</summary>
    public string Apply() => _edit.Apply();

    private bool SetPair(string user, (string Old, string New, string Value) certificate, (string Old, string New, string Value) key)
    {
        if (Entry("users", "user", user) is not { } mapping)
            return false;
        Replace(mapping, certificate.Old, certificate.New, certificate.Value);
        Replace(mapping, key.Old, key.New, key.Value);
        return true;
    }

    private void Replace(YamlMapping mapping, string oldKey, string newKey, string value)
    {
        if (YamlEdit.Find(mapping, newKey) is not null)
            _edit.Remove(mapping, oldKey);
        _edit.Set(mapping, oldKey, newKey, value);
    }

    // The last of a name counts, as for client-go.
    private YamlMapping? Entry(string list, string kind, string name)
    {
        var items = (_text.Root?.At(list) as YamlSequence)?.Items ?? [];
        return items.LastOrDefault(item => item.Text("name") == name)?.At(kind) as YamlMapping;
    }
}
