#!/usr/bin/env bash
# What kubepki renews, held against what the real kubeadm renews from the same tree, field by field.
#
#   tests/ControlPlane/agree.sh KUBEPKI TREE.tar.gz
#
# KUBEBUILDER_ASSETS names the directory of kubeadm.
set -euo pipefail

kubepki=$1
archive=$2
kubeadm=${KUBEBUILDER_ASSETS:?names the directory of kubeadm}/kubeadm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/theirs" "$work/ours"
tar -xpf "$archive" -C "$work/theirs"
tar -xpf "$archive" -C "$work/ours"
"$kubeadm" certs renew all --rootfs "$work/theirs" >/dev/null 2>&1
"$kubepki" renew --root "$work/ours" --force --yes >/dev/null

. "$(dirname "$0")/compare.sh"
same_trees admin controller-manager scheduler
"$kubeadm" certs check-expiration --rootfs "$work/ours" --kubeconfig /nonexistent 2>/dev/null | grep '^apiserver .*364d' >/dev/null || { echo "FAILED: kubeadm does not read what was renewed" >&2; exit 1; }
echo "  $compared certificates say what kubeadm's say"
