#!/bin/bash
# Adds the hosts of conf/hosts.ini that are not yet part of the cluster. Never prompts.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./common.sh
. ./release.sh

start_log Scale
use_multi_node
stage preinstall/init.yml
stage k8s/scale.yml
stage kubesphere/scale.yml
