#!/bin/sh
# Moves this process to new cgroups of one host, which become the roots of its cgroup namespace, and runs a command.
# usage: join-cgroups.sh SANDBOX NAME COMMAND...     SANDBOX/cgroups: lines of FOLDER MOUNTPOINT TYPE OPTIONS
set -eu
sandbox=$1 name=$2
shift 2
while read -r folder _; do
  mkdir -p "$folder/$name"
  # A new cpuset of cgroup version 1 is empty and accepts no process.
  if [ -e "$folder/cpuset.mems" ] && [ -e "$folder/tasks" ]; then
    for file in cpuset.cpus cpuset.mems; do cat "$folder/$file" >"$folder/$name/$file"; done
  fi
  echo 0 >"$folder/$name/cgroup.procs"
done <"$sandbox/cgroups"
exec unshare --cgroup "$@"
