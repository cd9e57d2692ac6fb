#!/usr/bin/env bash
# Tries the samples that run by themselves: units and timers of systemd, lines of cron, scripts of PowerShell. What they run is run, with the
# native program, on copied trees in the place of the node.
#
#   tests/Samples/automation.sh PROGRAM
set -euo pipefail

program=$(realpath "$1")
repository=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { printf '  %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

mkdir "$work/expired" "$work/healthy" "$work/bin" "$work/units"
tar -xpf "$repository/tests/Fixtures/nodes/expired-2020.tar.gz" -C "$work/expired"
tar -xpf "$repository/tests/Fixtures/nodes/healthy.tar.gz" -C "$work/healthy"
# The program as the samples call it, on a tree and a day.
printf '#!/bin/sh\ncommand=$1; shift\nexec "%s" "$command" --root "$NODE" --as-of "$DAY" "$@"\n' "$program" >"$work/bin/kubepki"
chmod 755 "$work/bin/kubepki"
here() { sed "s#/usr/local/bin/kubepki#$work/bin/kubepki#g; s#/var/lib/prometheus/node-exporter#$work/metrics#g" "$1"; }
mkdir "$work/metrics"
expired() { NODE=$work/expired DAY=2020-07-28 "$@"; }
healthy() { NODE=$work/healthy DAY=2026-07-01 "$@"; }

units=("$repository"/samples/{automation,prometheus}/*.service "$repository"/samples/{automation,prometheus}/*.timer)
for unit in "${units[@]}"; do here "$unit" >"$work/units/$(basename "$unit")"; done
if command -v systemd-analyze >/dev/null; then
    for unit in "$work"/units/*; do
        systemd-analyze verify --man=no "$unit" >"$work/verify.log" 2>&1 || fail "systemd-analyze verify: $(cat "$work/verify.log")"
        # It warns of a line that it does not know, and goes on.
        ! grep -F "$(basename "$unit")" "$work/verify.log" || fail "systemd-analyze warns"
        [ "${unit##*.}" = service ] || systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$unit")" >"$work/calendar.log" || fail "OnCalendar of $unit"
    done
    say "systemd accepts the units and timers"
else
    echo "  There is no systemd-analyze on this machine: the units were NOT verified."
fi
line_of() { sed -n 's/^ExecStart=//p' "$work/units/$1"; }
status=0
expired sh -c "$(line_of kubepki-check.service)" >"$work/check.log" || status=$?
[ "$status" = 2 ] && grep -q CertificateExpired "$work/check.log" || fail "the unit does not fail where there are findings: $status"
expired sh -c "$(line_of kubepki-metrics.service)" || fail "the unit writes no metrics"
grep -q '^x509_cert_expired{.*} 1$' "$work/metrics/kubepki.prom" || fail "no metrics"
rm "$work/metrics/kubepki.prom"
say "what the units run fails where there are findings, and writes metrics"

for table in "$repository"/samples/{automation,prometheus}/*.cron; do
    # crontab -n knows tables of users, which have no field for one.
    here "$table" | sed -E '/^#/!s#^(([^ ]+ ){5})root #\1#' >"$work/table"
    # No entry may hold a percent sign: cron makes an end of line of it.
    ! grep -v '^#' "$work/table" | grep -q '%' || fail "$table: a percent sign"
    if ! command -v crontab >/dev/null || ! { crontab -h 2>&1 || true; } | grep -q dry; then
        echo "  There is no crontab that checks on this machine: the syntax of $(basename "$table") was NOT checked."
    else
        crontab -n "$work/table" >"$work/crontab.log" 2>&1 || fail "$table: $(cat "$work/crontab.log")"
    fi
done
entry() { here "$1" | sed -nE '/^#/!s#^([^ ]+ ){5}root ##p'; }
mails() { sh -c "$(entry "$repository/samples/automation/kubepki.cron")" 2>&1; }
[ -z "$(healthy mails)" ] || fail "cron mails where nothing expires: $(healthy mails)"
expired mails | grep -q '^apiserver ' || fail "cron does not mail what has expired"
[ -z "$(expired sh -c "$(entry "$repository/samples/prometheus/kubepki-metrics.cron")" 2>&1)" ] && [ -s "$work/metrics/kubepki.prom" ] || fail "cron writes no metrics, or mails"
say "cron mails what expires, and nothing else"

shell=(pwsh)
command -v pwsh >/dev/null || shell=(dotnet tool run pwsh --)
if [ ! -e "$repository/bin/KubePkiPS.dll" ] || ! (cd "$repository" && "${shell[@]}" -NoProfile -c 'exit 0') >/dev/null 2>&1; then
    echo '  There is no pwsh, or the module was not built: the scripts of PowerShell were NOT run.'
    exit 0
fi
mkdir "$work/modules"
ln -s "$repository" "$work/modules/KubePkiPS"
run() { (cd "$repository" && PSModulePath=$work/modules "${shell[@]}" -NoProfile -NonInteractive -File "$@"); }
run samples/automation/scheduled-job.ps1 -Once -Root "$work/expired" -Directory "$work/findings" >"$work/job.log" 2>&1 || fail "scheduled-job.ps1: $(cat "$work/job.log")"
grep -q '"Check": "' "$work"/findings/findings-*.json || fail "scheduled-job.ps1 keeps no findings"
run samples/prometheus/scheduled-job.ps1 -Once -Root "$work/expired" -Path "$work/metrics/job.prom" -Calendar "$work/job.ics" >"$work/job.log" 2>&1 || fail "scheduled-job.ps1: $(cat "$work/job.log")"
grep -q '^x509_cert_not_after' "$work/metrics/job.prom" && grep -q '^BEGIN:VEVENT' "$work/job.ics" || fail "scheduled-job.ps1 writes no metrics or no calendar"
status=0
run samples/automation/pipeline-step.ps1 -Root "$work/expired" -AsOf 2020-07-28 >"$work/step.log" 2>&1 || status=$?
[ "$status" = 1 ] && grep -q '^Critical CertificateExpired: ' "$work/step.log" || fail "pipeline-step.ps1: $status $(cat "$work/step.log")"
run samples/automation/pipeline-step.ps1 -Root "$work/healthy" -AsOf 2026-07-01 >"$work/step.log" 2>&1 || fail "pipeline-step.ps1 fails without errors: $(cat "$work/step.log")"
status=0
run samples/automation/pipeline-step.ps1 -Root "$work/none" >"$work/step.log" 2>&1 || status=$?
[ "$status" = 2 ] || fail "pipeline-step.ps1 does not tell that it read nothing: $status"
say "the scripts of PowerShell do what they say"
