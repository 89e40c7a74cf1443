#!/bin/bash
# Multi-node: installs the hosts of conf/hosts.ini. Called by the menu.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./run-playbook.sh

rm -f ../kubesphere/kubesphere_running ../conf/all-in-one.ini
echo "Checking the environment ..."
ansible --version | head -n 1
run_playbook ../conf/hosts.ini install.yml -e mode=multi-node -e "practice_fail=$(failing_host)" || exit $?
print_banner
