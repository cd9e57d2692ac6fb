using KubePki.Changes.Editing;

namespace KubePki.Tests.Changes.Editing;

public sealed class KubeletConfigurationEditorTests
{
    [Theory]
    [InlineData("apiVersion: v1 # first\n# of kind\nkind: K\n", "apiVersion: v1 # first\nserverTLSBootstrap: true\n# of kind\nkind: K\n")]
    [InlineData("\ufeff# top\r\napiVersion: v1\r\nkind: K", "\ufeff# top\r\napiVersion: v1\r\nserverTLSBootstrap: true\r\nkind: K")]
    [InlineData("\ufeffapiVersion: v1", "\ufeffserverTLSBootstrap: true\napiVersion: v1")]
    [InlineData("---\n  apiVersion: v1\n  kind: K\n", "---\n  apiVersion: v1\n  serverTLSBootstrap: true\n  kind: K\n")]
    [InlineData("authentication:\n  x509: {}\nkind: K\n", "serverTLSBootstrap: true\nauthentication:\n  x509: {}\nkind: K\n")]
    [InlineData("{apiVersion: v1, kind: K}", "{serverTLSBootstrap: true, apiVersion: v1, kind: K}")]
    [InlineData("""{"apiVersion":"v1"}""", """{"serverTLSBootstrap": true, "apiVersion":"v1"}""")]
    [InlineData("kind: K\nserverTLSBootstrap: false # not yet", "kind: K\nserverTLSBootstrap: true # not yet")]
    [InlineData("kind: K\nserverTLSBootstrap:\nz: 1\n", "kind: K\nserverTLSBootstrap: true\nz: 1\n")]
    [InlineData("kind: K\r\nserverTLSBootstrap: off\r\n", "kind: K\r\nserverTLSBootstrap: true\r\n")]
    public void One_field_becomes_true_and_every_other_byte_stays(string before, string after)
    {
        var editor = new KubeletConfigurationEditor(before);
        editor.TurnOn("serverTLSBootstrap");
        Assert.Equal(after, editor.Apply());
        var again = new KubeletConfigurationEditor(after);
        again.TurnOn("serverTLSBootstrap");
        Assert.True(again.IsUnchanged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("- a\n")]
    [InlineData("{}")]
    [InlineData("a: [")]
    public void What_is_no_configuration_is_refused(string text) =>
        Assert.ThrowsAny<FormatException>(() => new KubeletConfigurationEditor(text));
}
