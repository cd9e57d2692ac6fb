using System.Net.Sockets;
using KubePki.Cluster.Client;
using KubePki.Model;

namespace KubePki.Tests.Model;

/// <summary>No key of the runtime's texts is shown: the native program has nothing else.</summary>
public sealed class ForeignWordsTests
{
    [Theory]
    [InlineData("net_auth_SSPI", true)]
    [InlineData("net_ssl_handshake_failed_error, SSL_ERROR_SSL", true)]
    [InlineData("IO_FileNotFound_FileName, /etc/kubernetes/pki/ca.crt", true)]
    [InlineData("UnauthorizedAccess_IODenied_Path, /a b", true)]
    [InlineData("Arg_InvalidOperationException", true)]
    [InlineData("ExpectedEndAfterSingleJson, }", true)]
    [InlineData("Connection refused", false)]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate", false)]
    [InlineData("No space left on device : '/tmp/a_b'", false)]
    public void A_key_is_told_from_words(string text, bool isKey) => Assert.Equal(isKey, ForeignWords.IsKey(text));

    [Fact]
    public void The_innermost_words_count_and_a_key_gives_way_to_the_kind()
    {
        Assert.Equal("connection refused", ForeignWords.Of(
            new IOException("net_io_readfailure", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.Equal("it is full", ForeignWords.Of(new IOException("it is full", new IOException("net_io_writefailure"))));
        Assert.Equal("access denied", ForeignWords.Of(new UnauthorizedAccessException("UnauthorizedAccess_IODenied_Path, /x")));
        Assert.Equal("the data has the wrong form", ForeignWords.Of(new FormatException("Format_BadBase64Char")));
    }

    [Theory]
    [InlineData("error:0A000412:SSL routines::sslv3 alert bad certificate", "remote error: tls: bad certificate")]
    [InlineData("error:0A000438:SSL routines::tlsv1 alert internal error", "remote error: tls: internal error")]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", "remote error: tls: certificate required")]
    [InlineData("error:0A000458:SSL routines::tlsv1 unrecognized name", "remote error: tls: unrecognized name")]
    [InlineData("error:0A0000C6:SSL routines::packet length too long", null)]
    [InlineData("net_ssl_handshake_failed_error", null)]
    public void An_alert_is_read_from_what_OpenSSL_says(string text, string? words) =>
        Assert.Equal(words, TlsAlert.In(new IOException("net_auth_SSPI", new IOException(text)))?.Words);
}
