#!/usr/bin/env bash
# What kubepki new makes, held against what the real kubeadm makes from the same configuration, field by field.
#
#   tests/ControlPlane/new.sh KUBEPKI
#
# KUBEBUILDER_ASSETS names the directory of kubeadm.
set -euo pipefail

kubepki=$1
kubeadm=${KUBEBUILDER_ASSETS:?names the directory of kubeadm}/kubeadm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/kubeadm.yaml" <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 10.2.1.7
  bindPort: 6444
nodeRegistration:
  name: cp7.example.org
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
kubernetesVersion: v1.20.2
clusterName: prod
controlPlaneEndpoint: k8s.example.org
networking:
  serviceSubnet: 10.100.0.0/16
  dnsDomain: corp.local
apiServer:
  certSANs: [api.example.org, 203.0.113.9]
etcd:
  local:
    serverCertSANs: [etcd.example.org]
    peerCertSANs: [10.9.9.9, peer.example.org]
YAML
# kubeadm has no root for these phases: its directories are given, which no certificate speaks of.
sed "s#^kind: ClusterConfiguration#&\ncertificatesDir: $work/theirs/etc/kubernetes/pki#" "$work/kubeadm.yaml" >"$work/theirs.yaml"
"$kubeadm" init phase certs all --config "$work/theirs.yaml" >/dev/null 2>&1
"$kubeadm" init phase kubeconfig all --config "$work/theirs.yaml" --kubeconfig-dir "$work/theirs/etc/kubernetes" >/dev/null 2>&1
"$kubepki" new --config "$work/kubeadm.yaml" --out-dir "$work/ours" --yes >/dev/null

other_authorities=yes
. "$(dirname "$0")/compare.sh"
same_trees admin controller-manager scheduler
embedded "$work/theirs/etc/kubernetes/kubelet.conf" >"$work/kubelet.crt"
same "$work/kubelet.crt" "$work"/ours/var/lib/kubelet/pki/kubelet-client-2*.pem "kubelet's certificate"

# The kubeconfigs say the same but for the data; kubelet's names its pem, as after kubeadm's phase kubelet-finalize.
for name in admin controller-manager scheduler kubelet; do
    for side in theirs ours; do grep -vE 'client-(certificate|key)|-data:' "$work/$side/etc/kubernetes/$name.conf" >"$work/$side.conf"; done
    diff "$work/theirs.conf" "$work/ours.conf" || { echo "FAILED: $name.conf differs" >&2; exit 1; }
done
for file in sa.key sa.pub ca.key etcd/server.key; do
    diff <(head -n 1 "$work/theirs/etc/kubernetes/pki/$file") <(head -n 1 "$work/ours/etc/kubernetes/pki/$file") || { echo "FAILED: $file differs" >&2; exit 1; }
done
diff <(cd "$work/theirs/etc" && find . -type f -printf '%m %p\n' | sort) <(cd "$work/ours/etc" && find . -type f -printf '%m %p\n' | sort) || { echo "FAILED: files or modes differ" >&2; exit 1; }
"$kubeadm" certs check-expiration --rootfs "$work/ours" --kubeconfig /nonexistent 2>/dev/null >"$work/expiration"
[ "$(grep -cE '^(apiserver|etcd-|front-proxy-client|admin.conf|controller-manager.conf|scheduler.conf).* (364d|9y) ' "$work/expiration")" = 11 ] || { cat "$work/expiration" >&2; echo "FAILED: kubeadm does not read what was made" >&2; exit 1; }
echo "  $compared certificates, four kubeconfigs and all modes are as kubeadm's; kubeadm reads them"
