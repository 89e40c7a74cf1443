#!/bin/bash
# Upgrades the installed cluster to this package's versions. Run it as root, from this folder.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./common.sh
. ./release.sh

need_root upgrade
start_log Upgrade
use_installed
play kubesphere/check_version.yml >/dev/null
cat ../kubesphere/version.tmp
if grep -q nonsupport ../kubesphere/version.tmp; then
  colour '1;36' "Warnning: The lines with 'nonsupport' cannot be changed. Restore them in the configuration !"
  exit
fi
echo
answer=
confirm "The relevant information is shown above, Please confirm:  (yes/no) " || exit
grep -q k8s_version ../kubesphere/version.tmp && stage k8s/upgrade-cluster.yml
stage kubesphere/upgrade.yml
