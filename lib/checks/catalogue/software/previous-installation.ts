/**
 * Finds certificates, etcd data and network interfaces of an earlier cluster. An install on top of them fails late or
 * joins a cluster that no longer exists. Leftovers of this cluster's own runs only warn: its playbooks are idempotent.
 */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'

const TRACES: ProbeItem<{ paths: readonly string[]; interfaces: readonly string[] }> = {
  name: 'leftover',
  script: `
for folder in /etc/kubernetes /var/lib/etcd /var/lib/kubelet /var/lib/calico /etc/cni/net.d; do
  for path in "$folder"/* "$folder"/.[!.]*; do
    # A separate file system has a lost+found, and podman has its own network.
    case $path in */lost+found | *podman*) continue ;; esac
    if [ -e "$path" ] || [ -L "$path" ]; then
      emit "path $folder"
      break
    fi
  done
done
[ ! -e /etc/etcd.env ] || emit "path /etc/etcd.env"
for path in /sys/class/net/*; do
  case \${path##*/} in cali* | tunl0 | flannel* | cni0 | kube-ipvs0) emit "interface \${path##*/}" ;; esac
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
  probeItems: [TRACES],
  needsRoot: true,
  perHost(probe, { previouslyInstalled }) {
    const found = factsOf(probe, TRACES)
    if (!found) return [undetermined]
    const traces = [...found.paths, ...found.interfaces.filter((name) => name !== MODULE_INTERFACE)]
    if (traces.length === 0) return [pass('none')]
    const more = traces.length > MAX_NAMES ? ', …' : ''
    const facts = { what: traces.slice(0, MAX_NAMES).join(', ') + more }
    return [previouslyInstalled ? warn('own', facts) : fail('found', facts)]
  },
})
