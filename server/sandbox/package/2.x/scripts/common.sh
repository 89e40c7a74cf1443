# Sourced by the scripts of this folder, which run in it. Like the real scripts, it exits with status 0 after a failure.

colour() { printf '\033[%sm%s\033[0m\n' "$1" "$2"; }

need_root() {
  [ "$(id -u)" = 0 ] && return
  colour '1;36' "Please $1 KubeSphere using the root user !"
  exit 0
}

# Environment of Ansible. Its log file is named after the operation, such as logs/Install[2019-11-15~14:31:13].log.
start_log() {
  local now
  now=$(date '+%Y-%m-%d~%H:%M:%S')
  mkdir -p ../logs
  export ANSIBLE_LOG_PATH="../logs/$1[$now].log"
  export ANSIBLE_CALLBACK_WHITELIST=profile_tasks ANSIBLE_CALLBACKS_ENABLED=profile_tasks
  export ANSIBLE_TIMEOUT=300 ANSIBLE_HOST_KEY_CHECKING=False ANSIBLE_RETRY_FILES_ENABLED=False
  export PYTHONUNBUFFERED=1 LC_ALL="${LC_ALL:-C.UTF-8}"
}

# Selects the inventory of multi-node: a copy of conf/hosts.ini, rewritten.
use_multi_node() {
  inventory=../k8s/inventory/my_cluster/hosts.ini
  arguments=(-e mode=multi-node "${multi_node_arguments[@]}")
  cp -f ../conf/hosts.ini "$inventory"
  copy_settings ../k8s/inventory/my_cluster/group_vars/k8s-cluster
  ./rewrite-inventory.sh "$inventory"
}

# Selects the inventory of all-in-one: one host, this machine.
use_all_in_one() {
  inventory=../k8s/inventory/local/hosts.ini
  local address
  address=$(ip -4 route get 10.233.0.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
  arguments=(-e mode=all-in-one -e "ip=${address:-127.0.0.1}")
  copy_settings ../k8s/inventory/local/group_vars/k8s-cluster
}

# The inventory of the last installation.
use_installed() {
  if [ -e ../k8s/inventory/local/installed ]; then use_all_in_one; else use_multi_node; fi
}

play() {
  local playbook=$1
  shift
  ansible-playbook -i "$inventory" "../$playbook" -b "${arguments[@]}" -e "practice_fail=$(failing_host)" "$@"
}

# Runs a playbook and reports its result. Ends the script if it fails.
stage() {
  if play "$@"; then
    colour '30;47' 'successsful!'
  else
    colour '31;47' 'failed!'
    after_failure
    exit
  fi
}

after_failure() { :; }

title() {
  printf '%s\n' '*********************************************' "$1" '*********************************************'
}
