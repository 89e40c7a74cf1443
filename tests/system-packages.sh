#!/bin/sh
# Installs the Debian packages that the tests drive, where they are missing, and says which. None of them is left
# with a service running: what would start one is only unpacked by the practice hosts.
set -eu

missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need ansible-playbook ansible-core
need sshpass sshpass
need ip iproute2
need nft nftables
need chromium chromium
need shellcheck shellcheck
need busybox busybox-static
need curl curl
need setsid util-linux
need script bsdutils
need systemd-analyze systemd
/usr/bin/python3 -c 'import yaml' 2>/dev/null || missing="$missing python3-yaml"
/usr/bin/python3 -c 'import seccomp' 2>/dev/null || missing="$missing python3-seccomp"
fc-list 2>/dev/null | grep -qi 'cjk' || missing="$missing fonts-noto-cjk"

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Missing:$missing. Install them as root, then run this again: apt-get install$missing" >&2
  exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # a list of names
apt-get -qq install --yes --no-install-recommends $missing >/dev/null
