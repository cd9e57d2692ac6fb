using System.Globalization;
using KubePki.Model;

namespace KubePki.Cluster.Hosts;

/// <summary>
/// What runs on a node whose snapshot is asked for: a script for <c>sh</c> that takes the native program from its input, runs it, with sudo
/// unless it is root already, writes the snapshot to its output and removes what it has made, whatever happens. Its first argument is the
/// directory that stands for <c>/</c>.
/// </summary>
public static class HostScript
{
    // Where programs may be run differs. The script holds no single quote.
    private const string Script = """
        umask 077; d=;
        for b in "${TMPDIR:-/tmp}" /var/tmp /dev/shm "$HOME"; do
          d=$(mktemp -d "$b/kubepki.XXXXXXXX" 2>/dev/null) || { d=; continue; };
          printf "#!/bin/sh\n" > "$d/try" && chmod 700 "$d/try" && "$d/try" 2>/dev/null && break;
          rm -rf "$d"; d=;
        done;
        [ -n "$d" ] || { echo "there is no directory in which a program may be run" >&2; exit 70; };
        trap "rm -rf \"$d\"" 0; trap "exit 70" 1 2 13 15;
        cat > "$d/kubepki" && [ $(wc -c < "$d/kubepki") -eq LENGTH ] || { echo "the program did not arrive whole" >&2; exit 70; };
        chmod 700 "$d/kubepki" || exit 70;
        s=; [ "$(id -u)" = 0 ] || s="sudo -n";
        $s "$d/kubepki" collect - --asked-at ASKED --root "$1"
        """;

    /// <summary>The script, in one line.</summary>
    /// <param name="askedAt">When it is asked, by the clock of this machine.</param>
    /// <param name="program">The native program that is sent. One that arrives cut short is not run.</param>
    public static string Of(DateTimeOffset askedAt, string program) =>
        Script.ReplaceLineEndings(" ").Replace("ASKED", Times.Rfc3339(askedAt), StringComparison.Ordinal)
            .Replace("LENGTH", NativeProgram.LengthOf(program).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
