#!/bin/sh
# Init of a practice host: creates a host key, starts sshd, then reaps orphans forever.
# usage: simple-init.sh NAME     stdout: "host NAME ready"
set -eu
umount -l /mnt
cd /
. /etc/environment
export PATH LANG
ssh-keygen -q -t ed25519 -N '' -C "root@$1" -f /etc/ssh/ssh_host_ed25519_key
/usr/sbin/sshd -E /var/log/sshd.log
# sshd writes its pid file once it listens.
until [ -s /run/sshd.pid ]; do sleep 0.02; done
echo "host $1 ready"
exec >/dev/null 2>&1
while :; do sleep 86400; done
