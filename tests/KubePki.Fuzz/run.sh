#!/usr/bin/env bash
# Holds our verdicts on generated and mutated chains against those of real Go.
#
#   tests/KubePki.Fuzz/run.sh [--go COMMAND] [--seed N] [--count N] [--out DIRECTORY] [CASES...]
#
# COMMAND is a go of 1.19 or later (default: go). CASES are files of cases beside the recorded ones. Exit code 2: something differs; what and
# which cases is in the directory.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
go=go seed=1 count=100000 out=
cases=("$repository"/tests/Fixtures/x509/*.cases.jsonl.gz)
while [ $# -gt 0 ]; do
    case $1 in
        --go) go=$2; shift 2 ;;
        --seed) seed=$2; shift 2 ;;
        --count) count=$2; shift 2 ;;
        --out) out=$2; shift 2 ;;
        -*) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 64 ;;
        *) cases+=("$1"); shift ;;
    esac
done
out=${out:-$(mktemp -d)}
mkdir -p "$out/oracle"

version=$("$go" env GOVERSION | sed -E 's/^go(1\.[0-9]+).*/\1/')
# The version in go.mod decides about the defaults: an older one would keep older rules.
cp "$here"/oracle/main.go "$out/oracle/"
printf 'module kubepki/oracle\n\ngo %s\n' "$version" >"$out/oracle/go.mod"
(cd "$out/oracle" && CGO_ENABLED=0 "$go" build -o "$out/oracle/oracle" .)
dotnet build "$here" -c Release -v quiet --nologo >&2
echo "Go $version, seed $seed, $count cases: $out"
exec nice dotnet "$here/bin/Release/net10.0/KubePki.Fuzz.dll" "$out/oracle/oracle" "$version" "$seed" "$count" "$out" "${cases[@]}"
