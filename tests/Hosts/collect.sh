#!/usr/bin/env bash
# Collects snapshots over SSH from a server on this machine: hosts that answer, one that does not, one that answers with something else.
#
#   tests/Hosts/collect.sh PROGRAM
set -euo pipefail

program=$(realpath "$1")
sshd=$(command -v /usr/sbin/sshd || command -v sshd) || { echo "There is no sshd on this machine: collecting over SSH was NOT run."; exit 0; }
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

for name in host user liar; do ssh-keygen -q -t ed25519 -N '' -f "$work/$name"; done
{
    cat "$work/user.pub"
    printf 'command="cat >/dev/null; yes" '
    cat "$work/liar.pub"
} >"$work/authorized"
chmod 600 "$work/authorized"
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
port=$(shuf -i 20000-60000 -n 1)
cat >"$work/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
PidFile none
AuthorizedKeysFile $work/authorized
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
Subsystem sftp internal-sftp
CONFIG
"$sshd" -D -e -f "$work/sshd_config" 2>"$work/log" &
server=$!
for _ in $(seq 50); do grep -q listening "$work/log" && break; sleep 0.1; done

known="StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
    LogLevel ERROR
    HostName 127.0.0.1
    User $(id -un)"
cat >"$work/config" <<CONFIG
Host cp1 cp2
    Port $port
    IdentityFile $work/user
    $known
Host liar
    Port $port
    IdentityFile $work/liar
    IdentitiesOnly yes
    $known
Host gone
    Port 1
    $known
CONFIG

mkdir "$work/snapshots"
status=0
"$program" collect "$work/snapshots" --host cp1,-oProxyCommand=x --program "$work/none" --ssh-config "$work/config" \
    2>"$work/refused" || status=$?
[ "$status" = 64 ] && grep -q 'native program' "$work/refused"

# The name has a blank and a quote: it must arrive whole.
node="$work/the node's tree"
mkdir "$node"
tar -xzf "$here/tests/Fixtures/nodes/expired-2020.tar.gz" -C "$node"
status=0
"$program" collect "$work/snapshots" --host cp1,cp2,liar,gone,'$(id)' --ssh-config "$work/config" \
    --root "$node" --timeout 60 >"$work/out" 2>"$work/err" || status=$?
cat "$work/out" "$work/err"
[ "$status" = 1 ]
grep -q 'liar: the answer is larger' "$work/err"
grep -q 'gone: .*refused' "$work/err"
grep -q 'this is not the name of a host' "$work/err"
[ -z "$(find /tmp /var/tmp /dev/shm -maxdepth 1 -name 'kubepki.????????' -newer "$work/config" -print -quit)" ]
[ "$(ls "$work/snapshots" | tr '\n' ' ')" = "cp1.tar.gz cp2.tar.gz " ]
found() { "$program" test --root "$1" --as-of 2020-07-28 -o name | sort || [ "${PIPESTATUS[0]}" = 2 ]; }
for snapshot in "$work"/snapshots/*; do
    diff <(found "$node") <(found "$snapshot")
done
! grep -q FleetClockSkew <("$program" fleet "$work"/snapshots/* --as-of 2020-07-28)
echo "collected over SSH: what answered was saved, what did not was told"

# The play does the same. It writes beside itself.
if command -v ansible-playbook >/dev/null; then
    mkdir "$work/play"
    cp "$here/samples/ansible/collect.yaml" "$work/play/"
    printf '%s\n' cp1 cp2 gone >"$work/play/inventory"
    status=0
    (cd "$work/play" && ANSIBLE_SSH_ARGS="-F $work/config" ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=0 ansible-playbook -i inventory -u "$(id -un)" collect.yaml \
        -e "program=$program" -e "$(printf '{"root": "%s"}' "$node")") >"$work/ansible" 2>&1 || status=$?
    # One host is not to be reached.
    [ "$status" = 4 ] || { cat "$work/ansible"; exit 1; }
    [ -d "$work/play/snapshots" ] || { cat "$work/ansible"; exit 1; }
    [ "$(ls "$work/play/snapshots" | tr '\n' ' ')" = "cp1.tar.gz cp2.tar.gz " ]
    for snapshot in "$work"/play/snapshots/*; do
        diff <(found "$node") <(found "$snapshot")
    done
    [ -z "$(find /tmp /var/tmp -maxdepth 1 -name 'kubepki.*' -newer "$work/ansible" -print -quit)" ]
    echo "collected by the Ansible play"
else
    echo "There is no ansible-playbook on this machine: the play was NOT run."
fi
