#!/bin/bash
# Uninstalls the cluster. The playbook prompts for confirmation.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./common.sh
. ./release.sh

start_log Uninstall
use_installed
stage k8s/reset.yml
rm -f ../k8s/inventory/local/installed ../kubesphere/kubesphere_running
