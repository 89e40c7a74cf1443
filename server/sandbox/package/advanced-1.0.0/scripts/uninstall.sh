#!/bin/bash
# Uninstalls the cluster. The playbook prompts for confirmation.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./run-playbook.sh

inventory=../conf/hosts.ini
[ ! -e ../conf/all-in-one.ini ] || inventory=../conf/all-in-one.ini
run_playbook "$inventory" uninstall.yml || exit $?
rm -f ../kubesphere/kubesphere_running ../conf/all-in-one.ini
