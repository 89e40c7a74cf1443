#!/bin/sh
# Init of a practice host with systemd: creates a host key, then becomes systemd, which starts sshd as a unit.
# usage: systemd-init.sh NAME     stdout: "host NAME ready"
set -eu
umount -l /mnt
cd /
. /etc/environment
export PATH LANG
ssh-keygen -q -t ed25519 -N '' -C "root@$1" -f /etc/ssh/ssh_host_ed25519_key
(
  # Fails until systemd listens, then waits for the end of the boot.
  until state=$(systemctl is-system-running --wait 2>/dev/null) || [ "$state" = degraded ]; do sleep 0.02; done
  until [ -s /run/sshd.pid ]; do sleep 0.02; done
  echo "host $1 ready"
) &
# systemd 256 and newer need these options for cgroup version 1. In a container it reads them from this variable instead of
# the kernel command line.
legacy='systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1'
[ ! -e /sys/fs/cgroup/cgroup.procs ] || legacy=
exec env -i container=practice PATH="$PATH" LANG="$LANG" ${legacy:+SYSTEMD_PROC_CMDLINE="$legacy"} \
  /lib/systemd/systemd >/dev/null
