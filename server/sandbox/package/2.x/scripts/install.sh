#!/bin/bash
# Installs. Run it as root, from this folder.
# usage: install.sh [all-in-one | multi-node]     Without an argument it shows a menu.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./common.sh
. ./release.sh

menu() {
  clear
  cat <<END
################################################
         $(colour 36 'KubeSphere Installer Menu')
################################################
*   1) All-in-one
*   2) Multi-node
*   3) Quit
################################################
https://kubesphere.io/               $(date +%Y-%m-%d)
################################################
END
}

prerequisites() {
  clear
  cat <<END

$(colour '1;36' 'Prerequisites:')

1. Use hosts on which nothing else runs.

2. If you configured a storage service in conf/, it must be reachable.

3. The name servers in /etc/resolv.conf must respond.

4. Firewalls must let the hosts reach each other.

END
  local answer=
  confirm "Please ensure that your environment has met the above requirements  (yes/no) " && return
  echo "Please reprepare the machines meeting the above requirements, then restart the installation !"
  exit
}

after_failure() {
  echo '**********************************'
  echo "please refer to https://kubesphere.io/docs/$documentation/zh-CN/faq/faq-install/"
  echo '**********************************'
}

prepare() {
  prerequisites
  ask_unknown_question
  [ -e os/install.tmp ] || ansible --version | head -n 1
  mkdir -p os
  echo "init_env successful" >os/install.tmp
  check_settings
}

three_playbooks() {
  title "1. Initiating Environment"
  stage preinstall/init.yml
  title "2. Installing Kubernetes"
  stage k8s/cluster.yml
  title "3. Installing KubeSphere"
  stage kubesphere/kubesphere.yml
  finish
}

all-in-one() {
  prepare
  use_all_in_one
  touch ../k8s/inventory/local/installed
  three_playbooks
}

multi-node() {
  prepare
  rm -f ../k8s/inventory/local/installed
  use_multi_node
  three_playbooks
}

need_root install
start_log Install
case "${1-}" in
all-in-one | multi-node)
  "$1"
  exit
  ;;
?*)
  colour '31;47' "failed!,Parameter is wrong: use all-in-one or multi-node"
  exit
  ;;
esac

menu
while true; do
  ask "Please input an option: " || exit 1
  echo "$answer"
  case "$answer" in
  1)
    all-in-one
    exit
    ;;
  2)
    multi-node
    exit
    ;;
  3)
    colour '30;47' 'quit successsful!!'
    break
    ;;
  esac
done
