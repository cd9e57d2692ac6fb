#!/usr/bin/env bash
# Measures kubepki against what people use today, in turns on one machine, and prints medians and ratios.
#
#   tests/KubePki.Benchmarks/run.sh [--runs N]
#
# Linux. The program is published natively, which wants clang or gcc (and zlib1g-dev); go, openssl, kubeadm and pwsh are measured when they
# are there. Environment: KUBEADM (else the one on PATH; root is needed for its --rootfs), COUNT (certificates, 10000), LOG (any value: a
# log of 1 GB is made and read, too), BEFORE (an older kubepki, measured with requests beside the new one), WORK (a directory to keep
# between runs: what is in it is used again).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
runs=15
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=$2; shift 2 ;;
        *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 64 ;;
    esac
done
count=${COUNT:-10000}
kubeadm=${KUBEADM:-$(command -v kubeadm || true)}
if [ -n "${WORK:-}" ]; then
    work=$WORK
    mkdir -p "$work"
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi

say() { printf '%s\n' "$*" >&2; }

quietly() {
    "$@" >"$work/log" 2>&1 && return
    cat "$work/log" >&2
    exit 1
}

# All that is built lies in $work: the clone stays as it is, whoever builds in it at the same time.
aside=(--artifacts-path "$work/artifacts" -p:UseArtifactsOutput=true)

if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { say 'clang or gcc is needed to publish kubepki natively'; exit 1; }
    quietly apt-get install -y clang zlib1g-dev
fi
say 'publishing kubepki'
quietly dotnet publish "$repository/src/KubePki.Cli" -c Release -r linux-x64 -o "$work/kubepki" "${aside[@]}"
quietly dotnet build "$here" -c Release "${aside[@]}"
bench="$work/artifacts/bin/KubePki.Benchmarks/release/KubePki.Benchmarks.dll"

if [ ! -d "$work/trees-$count" ]; then
    say "making trees of $count certificates"
    dotnet "$bench" generate "$work/trees-$count.new" "$count"
    mv "$work/trees-$count.new" "$work/trees-$count"
fi
if [ ! -d "$work/node" ]; then
    mkdir "$work/node"
    tar -xzf "$repository/tests/Fixtures/nodes/healthy.tar.gz" -C "$work/node"
fi
# The archive may hold the root itself or a directory of the node's name.
node=$(dirname "$(find "$work/node" -maxdepth 3 -type d -path '*/etc' | head -n 1)")

log=
if [ -n "${LOG:-}" ]; then
    log="$work/sample.log"
    [ -f "$log" ] || { say 'making a log of 1 GB'; dotnet "$bench" log "$log" 1000000000; }
    dotnet "$bench" patterns "$repository/src/KubePki/Logs/catalogue.json" "$work/patterns"
fi

go=
if command -v go >/dev/null; then
    go="$work/readtree"
    (cd "$here/go" && CGO_ENABLED=0 quietly go build -o "$go" .)
fi
gocsr=
if command -v go >/dev/null; then
    gocsr="$work/readcsr"
    (cd "$here/go" && CGO_ENABLED=0 quietly go build -o "$gocsr" ./csr)
fi
if [ ! -d "$work/requests" ]; then
    say 'making 10,000 requests'
    dotnet "$bench" requests "$work/requests.new" 10000
    mv "$work/requests.new" "$work/requests"
fi
if [ -n "$kubeadm" ] && [ "$(id -u)" != 0 ]; then
    say 'kubeadm --rootfs needs root: left out'
    kubeadm=
fi
module=
pwsh=$(command -v pwsh || true)
if [ -z "$pwsh" ] && (cd "$repository" && dotnet tool restore >/dev/null 2>&1); then
    pwsh="$work/pwsh"
    printf '#!/bin/sh\ncd "%s" && exec dotnet tool run pwsh -- "$@"\n' "$repository" >"$pwsh"
    chmod +x "$pwsh"
fi
if [ -n "$pwsh" ]; then
    # As in the package; the clone's own bin/ may be of another configuration.
    quietly dotnet build "$repository/src/KubePkiPS.Help" -c Release
    quietly dotnet build "$repository/src/KubePkiPS" -c Release -p:ModuleDirectory="$work/module/"
    cp "$repository/KubePkiPS.psd1" "$work/module/"
    module="$work/module/KubePkiPS.psd1"
fi
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

version() { "$@" 2>/dev/null | head -n 1 || true; }
echo "$(date -u +%FT%TZ), $(uname -sr), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), load $(cut -d ' ' -f 1-3 /proc/loadavg)"
[ -z "$go" ] || version go version
[ -z "$kubeadm" ] || echo "kubeadm $(version "$kubeadm" version -o short)"
! command -v openssl >/dev/null || version openssl version
[ -z "$module" ] || version "$pwsh" -NoProfile -Version

dotnet "$bench" measure --runs "$runs" --kubepki "$work/kubepki/kubepki" --trees "$work/trees-$count" --node "$node" --go "$go" \
    --requests "$work/requests" --go-csr "$gocsr" --before "${BEFORE:-}" --log "$log" --patterns "$work/patterns" --kubeadm "$kubeadm" --openssl "$(command -v openssl || true)" --pwsh "$pwsh" --module "$module"
