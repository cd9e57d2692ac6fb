#!/bin/sh
# Collects a snapshot of every node through the pods of the DaemonSet, into the directory that is named.
#   ./collect.sh snapshots && kubepki fleet snapshots/*
set -eu
directory=${1:?the directory for the snapshots is missing}
mkdir -p "$directory"
umask 077
kubectl -n kubepki get pods -l app.kubernetes.io/name=kubepki \
    -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{.spec.nodeName}{"\n"}{end}' |
while read -r pod node; do
    [ ! -e "$directory/$node.tar.gz" ] || { echo "$node: there is a snapshot already" >&2; continue; }
    if kubectl -n kubepki exec "$pod" -- /usr/local/bin/kubepki collect - --root /host </dev/null >"$directory/$node.tar.gz.part"; then
        mv "$directory/$node.tar.gz.part" "$directory/$node.tar.gz"
        echo "$node"
    else
        echo "$node: no snapshot" >&2
    fi
done
