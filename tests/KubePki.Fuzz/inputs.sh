#!/usr/bin/env bash
# Fuzzes each kind of input that the program reads, guided by coverage where SharpFuzz can instrument the assemblies.
#
#   tests/KubePki.Fuzz/inputs.sh [--minutes N] [--seed N] [--targets A,B] [--out DIRECTORY] [--plain] [SEED DIRECTORIES...]
#
# --plain leaves the assemblies as they are: no coverage, more inputs a second. What was found is in DIRECTORY: report-SEED.txt, failures/, corpus/; the input
# of a process that ended by itself is in crash-SEED. Exit code 2: something was found.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
minutes=60 seed=1 targets=all out= plain=
seeds=()
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) minutes=$2; shift 2 ;;
        --seed) seed=$2; shift 2 ;;
        --targets) targets=$2; shift 2 ;;
        --out) out=$2; shift 2 ;;
        --plain) plain=1; shift ;;
        -*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 64 ;;
        *) seeds+=("$1"); shift ;;
    esac
done
out=${out:-$(mktemp -d)}
mkdir -p "$out"
dotnet build "$here" -c Release -v quiet --nologo >&2
cp -r "$here/bin/Release/net10.0" "$out/program"
if [ -z "$plain" ]; then
    [ -x "$out/tools/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$out/tools" >&2
    cp "$(find "$out/tools" -name SharpFuzz.Common.dll -path '*net10.0*' | head -1)" "$out/program/"
    for name in KubePki.Core KubePki.Yaml YamlDotNet; do "$out/tools/sharpfuzz" "$out/program/$name.dll"; done
    # Else the host would look only for what was there when the program was built.
    rm "$out/program/KubePki.Fuzz.deps.json"
fi
echo "$out"
status=0
nice -n 19 dotnet "$out/program/KubePki.Fuzz.dll" inputs "$out" "$minutes" "$seed" "$targets" ${seeds[@]+"${seeds[@]}"} || status=$?
[ "$status" -le 2 ] || cp "$out/current" "$out/crash-$seed"
exit "$status"
