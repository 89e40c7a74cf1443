#!/bin/sh
# Mounts what systemd expects: a private /dev, because it would mount the machine's otherwise, and the cgroup hierarchies,
# whose roots are the host's cgroups. Adds the programs in SANDBOX/runtime, which all hosts share.
# usage: systemd-mounts.sh SANDBOX     current folder: the host's future root
set -eu
sandbox=$1
mount -t tmpfs -o mode=0755,nosuid,noexec,size=1m practice dev
cp -a "$sandbox/base/dev/." dev/
if ! grep -q '^[^ ]* /sys/fs/cgroup ' "$sandbox/cgroups"; then
  mount -t tmpfs -o mode=0755,nosuid,nodev,noexec,size=1m practice sys/fs/cgroup
fi
while read -r _ folder type options; do
  [ -d ".$folder" ] || mkdir -p ".$folder"
  mount -t "$type" -o "nosuid,nodev,noexec${options:+,$options}" "$type" ".$folder"
done <"$sandbox/cgroups"
mkdir -p opt/practice/runtime
mount --bind "$sandbox/runtime/" opt/practice/runtime
mount -o remount,bind,ro opt/practice/runtime
# Links to hierarchies of several controllers, such as cpu -> cpu,cpuacct.
find /sys/fs/cgroup -maxdepth 1 -type l -exec cp -P {} sys/fs/cgroup/ \; 2>/dev/null || true
