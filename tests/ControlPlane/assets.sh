#!/usr/bin/env bash
# Prints the directory of the real etcd, kube-apiserver, kube-controller-manager, kubelet, kubeadm and kubectl.
#
# KUBEBUILDER_ASSETS (the convention of envtest) names it where they are there already. Else they are built from Debian's source package
# kubernetes, with Debian's Go, into a cache outside the tree: some seven minutes on two cores, once. What cannot be had is told on stderr,
# with exit code 2.
set -euo pipefail

programs=(etcd kube-apiserver kube-controller-manager kubelet kubeadm kubectl)
version=1.20.2
has_all() { local name; for name in "${programs[@]}"; do [ -x "$1/$name" ] || return 1; done; }
cannot() { echo "$*" >&2; exit 2; }

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
    has_all "$KUBEBUILDER_ASSETS" || cannot "KUBEBUILDER_ASSETS lacks one of ${programs[*]}."
    echo "$KUBEBUILDER_ASSETS"
    exit
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kubepki/kubernetes-$version
if has_all "$cache"; then
    echo "$cache"
    exit
fi

[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || cannot "They are built from Debian's packages, by root: this is no such machine."
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$cache/build.log
: >"$log"
run() { "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; cannot "Failed: $*. The whole log is $log."; }; }

# Sources are asked for beside the system's own lists, which stay as they are. kubernetes-client is not installed: it might replace a kubectl.
. /etc/os-release
mkdir -p "$work/lists/partial" "$work/package"
beside=(-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists" -o APT::Sandbox::User=root)
export DEBIAN_FRONTEND=noninteractive
run apt-get update
run apt-get install -y --no-install-recommends golang-go golang-github-modern-go-reflect2-dev etcd-server make rsync dpkg-dev
# From where the system has its other packages.
debian=$(apt-get --print-uris download golang-go | sed -n "s#^'\(.*\)/pool/main/.*#\1#p")
[ -n "$debian" ] || cannot "Nothing tells where Debian's sources are."
echo "deb-src $debian $VERSION_CODENAME main" >"$work/sources.list"
run apt-get "${beside[@]}" update
cd "$work/package"
run apt-get "${beside[@]}" source --download-only kubernetes
command -v kubectl >/dev/null || { run apt-get download kubernetes-client && run dpkg-deb -x kubernetes-client_*.deb "$work/client"; }

grep -q "^Version:.*$version" ./*.dsc || cannot "Debian's package is no longer $version."

kubernetes=$work/go/src/k8s.io/kubernetes
mkdir -p "${kubernetes%/*}"
run dpkg-source --no-check -x ./*.dsc "$kubernetes"
cd "$kubernetes"
# What is vendored crashes with this Go.
rm -rf vendor/github.com/modern-go/reflect2
cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/
cat >"$work/version" <<END
KUBE_GIT_COMMIT=faecb196815e248d3ecfb03c680a4507229c2a56
KUBE_GIT_TREE_STATE=clean
KUBE_GIT_VERSION=v$version
KUBE_GIT_MAJOR=1
KUBE_GIT_MINOR=20
END
export GOPATH=$work/go GOCACHE=$work/go-cache GOFLAGS='' GO111MODULE=off CGO_ENABLED=0 KUBE_GIT_VERSION_FILE=$work/version
run make generated_files
for name in kube-apiserver kube-controller-manager kubelet kubeadm; do
    run make WHAT="cmd/$name"
    cp "_output/bin/$name" "$cache/"
done
ln -sf "$(command -v etcd)" "$cache/etcd"
kubectl=$(command -v kubectl || echo "$work/client/usr/bin/kubectl")
cp "$kubectl" "$cache/kubectl"
has_all "$cache" || cannot "$cache lacks one of ${programs[*]}."
rm "$log"
echo "$cache"
