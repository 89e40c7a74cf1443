#!/bin/bash
# All-in-one: installs all roles on this machine, with its own inventory. Called by the menu.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh
. ./run-playbook.sh

rm -f ../kubesphere/kubesphere_running
address=$(ip -4 route get 10.233.0.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)
cat >../conf/all-in-one.ini <<END
[all]
ks-allinone ansible_connection=local ip=${address:-127.0.0.1}

[kube-master]
ks-allinone

[kube-node]
ks-allinone

[etcd]
ks-allinone

[k8s-cluster:children]
kube-node
kube-master
END
echo "Checking the environment ..."
ansible --version | head -n 1
run_playbook ../conf/all-in-one.ini install.yml -e mode=all-in-one -e "practice_fail=$(failing_host)" || exit $?
print_banner
