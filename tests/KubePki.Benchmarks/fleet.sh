#!/usr/bin/env bash
# Measures the diagnosis of many snapshots together, and how it grows: nodes per second and peak memory, on all processors.
#
#   tests/KubePki.Benchmarks/fleet.sh PROGRAM [SNAPSHOTS...]
#
# PROGRAM is a native kubepki. 50 nodes with keys of their own are made and repeated under other names.
set -euo pipefail

program=$(realpath "$1")
shift
counts=("$@")
[ ${#counts[@]} -gt 0 ] || counts=(500 1000 5000)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for i in $(seq 50); do
    "$program" new --out-directory "$work/node$i" --node-name "cp$i" --advertise-address "10.0.0.$i" --key-algorithm P256 \
        --control-plane-endpoint "10.0.0.$i:6443" --yes >/dev/null
    "$program" collect "$work/$i.tar.gz" --root "$work/node$i" >/dev/null
done
for count in "${counts[@]}"; do
    mkdir "$work/fleet"
    for i in $(seq "$count"); do ln "$work/$((i % 50 + 1)).tar.gz" "$work/fleet/$i.tar.gz"; done
    /usr/bin/env time -f '%e %M' "$program" fleet "$work"/fleet/* -o name >/dev/null 2>"$work/time" || [ $? = 2 ] || true
    awk -v count="$count" 'END { printf "%d snapshots: %.1f s, %.0f a second, %.0f MiB\n", count, $1, count / $1, $2 / 1024 }' "$work/time"
    rm -r "$work/fleet"
done
