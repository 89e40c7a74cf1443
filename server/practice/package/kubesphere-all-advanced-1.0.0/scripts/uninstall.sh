#!/bin/bash
# Takes the cluster down again. The playbook asks before it does.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./run-playbook.sh

inventory=../conf/hosts.ini
[ ! -e ../conf/all-in-one.ini ] || inventory=../conf/all-in-one.ini
run_playbook "$inventory" uninstall.yml || exit $?
rm -f ../kubesphere/kubesphere_running ../conf/all-in-one.ini
