#!/usr/bin/env bash
# What kubepki renews, held against what the real kubeadm renews from the same tree, field by field.
#
#   tests/ControlPlane/agree.sh KUBEPKI TREE.tar.gz
#
# KUBEBUILDER_ASSETS names the directory of kubeadm. Keys, serial numbers, dates and signatures differ; so do the basic constraints (CA:FALSE),
# which kubeadm writes since 1.21.
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

fields() {
    openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump | grep -vE 'Basic Constraints|CA:FALSE'
}
key() { openssl x509 -noout -text | grep -E 'Public-Key|Signature Algorithm' | sort -u; }
embedded() { sed -n 's/^ *client-certificate-data: //p' "$1" | base64 -d; }

compared=0
same() {
    diff <(fields <"$1"; key <"$1") <(fields <"$2"; key <"$2") || { echo "FAILED: $3 differs" >&2; exit 1; }
    compared=$((compared + 1))
}
for file in "$work"/theirs/etc/kubernetes/pki/*.crt "$work"/theirs/etc/kubernetes/pki/etcd/*.crt; do
    same "$file" "${file/theirs/ours}" "${file#"$work/theirs"}"
done
for name in admin controller-manager scheduler; do
    embedded "$work/theirs/etc/kubernetes/$name.conf" >"$work/theirs.crt"
    embedded "$work/ours/etc/kubernetes/$name.conf" >"$work/ours.crt"
    same "$work/theirs.crt" "$work/ours.crt" "$name.conf"
done
"$kubeadm" certs check-expiration --rootfs "$work/ours" --kubeconfig /nonexistent 2>/dev/null | grep -q '^apiserver .*364d' || { echo "FAILED: kubeadm does not read what was renewed" >&2; exit 1; }
echo "  $compared certificates say what kubeadm's say"
