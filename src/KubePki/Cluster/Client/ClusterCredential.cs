using System.Net;
using System.Security;
using System.Text;
using KubePki.Pki.Verification;

namespace KubePki.Cluster.Client;

/// <summary>
/// Has the credential of a user ready: reads its files again when they change, and asks its plugin again when what it gave has expired.
/// </summary>
internal sealed class ClusterCredential(ClusterAccess access, ClusterOptions options) : IDisposable
{
    private static readonly TimeSpan FileAge = TimeSpan.FromMinutes(1);

    private readonly UserAccess _user = access.User;
    private readonly SemaphoreSlim _one = new(1);
    private readonly object _pairLock = new();
    private ExecCredential? _executed;
    private DateTimeOffset _filesRead;
    private (byte[] Certificate, byte[] Key)? _pair;

    /// <summary>
    /// Which client certificate is meant: it grows when there is another, and connections with the old one are no more of use.
    /// </summary>
    public int Generation { get; private set; }

    /// <summary>Whether a new answer may resolve a 401.</summary>
    public bool CanRefresh => _user is { Exec: not null, HasToken: false } || _user.TokenFile is not null;

    /// <summary>
    /// Has the credential ready for one request: the bearer token, null without, and the current client certificate;
    /// <see cref="Generation"/> tells whether it has changed.
    /// </summary>
    /// <exception cref="ClusterException">There is none to be had.</exception>
    public async Task<string?> PrepareAsync(CancellationToken cancellation)
    {
        if (options.Token is { } given)
            return Plain(given);
        var isAsked = _user is { Exec: not null, HasToken: false };
        var executed = isAsked ? await ExecutedAsync(cancellation).ConfigureAwait(false) : null;
        ReadPair();
        return _user.TokenFile is { } path ? ReadToken(path) : _user.Token ?? executed?.Token;
    }

    /// <summary>The client certificate for a new connection; null without. The caller disposes it.</summary>
    /// <exception cref="ClusterException">It cannot be used.</exception>
    public ClientIdentity? Identity()
    {
        lock (_pairLock)
            return _pair is { } pair ? ClientIdentity.Read(pair.Certificate, pair.Key, $"user {_user.Name}", options.Go) : null;
    }

    /// <summary>Forgets what the plugin gave: the server did not take it.</summary>
    public void Forget() => _executed = null;

    public void Dispose()
    {
        _one.Dispose();
        ClusterAccess.Wipe(_pair?.Key);
        ClusterAccess.Wipe(_user.KeyData);
    }

    private void ReadPair()
    {
        lock (_pairLock)
        {
            var now = options.Clock.GetUtcNow();
            if (!_user.HasCertificate || (_pair is not null && now - _filesRead < FileAge))
                return;
            _filesRead = now;
            try
            {
                var certificate = _user.CertificateData ?? Read(_user.CertificateFile!, "client-certificate");
                var key = _user.KeyData ?? Read(_user.KeyFile!, "client-key");
                // Half of a renewal may be on the disk: the old pair does until both halves are there.
                if (_pair is null || KeyPair.Check(certificate, key, options.Go) is null)
                    Keep(certificate, key, _user.KeyData is null);
            }
            catch (ClusterException) when (_pair is not null)
            {
                options.Trace($"the client certificate of user {_user.Name} cannot be read at the moment; using the last one");
            }
        }
    }

    private async Task<ExecCredential> ExecutedAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_executed is { } kept && (kept.Expires is null || kept.Expires > options.Clock.GetUtcNow()))
                return kept;
            var credential = await ExecRunner.RunAsync(_user.Exec!, access,
                options.Timeout, options.Clock, cancellation).ConfigureAwait(false);
            if (credential is { Certificate: { } certificate, Key: { } key })
            {
                lock (_pairLock)
                    Keep(certificate, key, isOwn: true);
            }
            return _executed = credential;
        }
        finally
        {
            _one.Release();
        }
    }

    private void Keep(byte[] certificate, byte[] key, bool isOwn)
    {
        if (_pair is { } old && old.Certificate.AsSpan().SequenceEqual(certificate) && old.Key.AsSpan().SequenceEqual(key))
        {
            if (isOwn && !ReferenceEquals(old.Key, key))
                ClusterAccess.Wipe(key);
            return;
        }
        if (isOwn)
            ClusterAccess.Wipe(_pair?.Key);
        _pair = (certificate, key);
        Generation++;
    }

    private static byte[] Read(string path, string field) => ClusterAccess.ReadFile(path, field, ClusterProblemId.NoCredential);

    private static string ReadToken(string path)
    {
        var octets = Read(path, "token file");
        var token = Encoding.UTF8.GetString(octets).Trim();
        ClusterAccess.Wipe(octets);
        return token.Length > 0 ? token : throw new ClusterException(ClusterProblemId.NoCredential, $"{path}: the token file is empty");
    }

    // A header is a string, so the token is one while its request is on its way.
    private static string Plain(SecureString token) => new NetworkCredential("", token).Password;
}
