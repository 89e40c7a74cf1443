# Runs one of the playbooks with an inventory. usage: run_playbook INVENTORY PLAYBOOK [ARGUMENT...]

run_playbook() {
  if ! command -v ansible-playbook >/dev/null; then
    echo "ansible-playbook: command not found. Install Ansible 2.12 or later on the taskbox." >&2
    return 1
  fi
  local inventory=$1 playbook=$2
  shift 2
  export ANSIBLE_CONFIG=../playbooks/ansible.cfg PYTHONUNBUFFERED=1
  export LC_ALL="${LC_ALL:-C.UTF-8}"
  ansible-playbook -b -i "$inventory" -e @../conf/vars.yml "$@" "../playbooks/$playbook"
}

print_banner() {
  banner_wanted || return 0
  cat ../kubesphere/kubesphere_running
}
