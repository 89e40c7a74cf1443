/**
 * Finds certificates, etcd data, services and network interfaces of an earlier cluster. An install on top of them fails
 * late or joins a cluster that no longer exists. Leftovers of this cluster's own runs only warn: its playbooks are
 * idempotent.
 */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { CLUSTER_PROCESSES, PROCESSES } from '../../probe/processes'

const TRACES: ProbeItem<{ paths: readonly string[]; interfaces: readonly string[] }> = {
  name: 'leftover',
  script: `
for folder in /etc/kubernetes /var/lib/etcd /var/lib/kubelet /var/lib/calico /etc/cni/net.d; do
  for path in "$folder"/* "$folder"/.[!.]*; do
    # A separate file system has a lost+found, and container runtimes have networks of their own.
    case $path in */lost+found | *podman* | *crio* | *containerd-net*) continue ;; esac
    if [ -e "$path" ] || [ -L "$path" ]; then
      emit "path $folder"
      break
    fi
  done
done
# Settings for an offline install of k3s may be here before it: registries.yaml, config.yaml and images.
for path in /etc/etcd.env /etc/rancher/node /etc/rancher/k3s/k3s.yaml \\
  /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/server/token /var/lib/rancher/k3s/agent/kubelet.kubeconfig \\
  /etc/systemd/system/k3s.service /etc/systemd/system/k3s-agent.service; do
  [ ! -e "$path" ] || emit "path $path"
done
for path in /sys/class/net/*; do
  case \${path##*/} in
  cali* | vxlan.calico | tunl0 | flannel* | cni0 | kube-ipvs0 | nodelocaldns | cilium_* | ovn0 | kube-bridge)
    emit "interface \${path##*/}" ;;
  esac
done
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'complete') return undefined
    const valuesOf = (kind: string) =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))
    return { paths: valuesOf('path'), interfaces: valuesOf('interface') }
  },
}

/** The ipip module creates this interface, with or without a cluster. */
const MODULE_INTERFACE = 'tunl0'
const MAX_NAMES = 6

export const previousInstallation = defineCheck({
  id: 'leftover',
  reasons: ['none', 'found', 'own'],
  sources: ['faq 4.5'],
  dependsOn: [],
  scope: 'host',
  probeItems: [TRACES, PROCESSES],
  needsRoot: true,
  perHost(probe, { previouslyInstalled, release }) {
    const found = factsOf(probe, TRACES)
    const processes = factsOf(probe, PROCESSES)
    if (!found || !processes) return [undetermined]
    const traces = [
      ...CLUSTER_PROCESSES.filter((name) => processes.has(name)),
      ...found.paths,
      ...found.interfaces.filter((name) => name !== MODULE_INTERFACE),
    ]
    if (traces.length === 0) return [pass('none')]
    const more = traces.length > MAX_NAMES ? ', …' : ''
    const facts = {
      what: traces.slice(0, MAX_NAMES).join(', ') + more,
      cluster: traces.some((trace) => /k3s|rancher/.test(trace)) ? 'k3s' : 'other',
      installer: release.installer,
    }
    return [previouslyInstalled ? warn('own', facts) : fail('found', facts)]
  },
})
