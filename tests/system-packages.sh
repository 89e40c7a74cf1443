#!/bin/sh
# Installs missing Debian packages that the tests use, and prints their names. None of them starts a service: the practice
# hosts unpack those that would.
set -eu

missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need ansible-playbook ansible-core
need sshpass sshpass
need ip iproute2
need nft nftables
need chromium-headless-shell chromium-headless-shell
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
