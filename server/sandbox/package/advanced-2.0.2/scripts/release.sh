# The parts of the scripts that are specific to 2.0.
documentation=advanced-v2.0
# Local Volume is only for all-in-one.
multi_node_arguments=(-e local_volume_provisioner_enabled=false)

copy_settings() {
  mkdir -p "$1"
  cp -f ../conf/vars.yml "$1/k8s-cluster.yml"
}

check_settings() { :; }

finish() {
  banner_wanted && cat ../kubesphere/kubesphere_running
}
