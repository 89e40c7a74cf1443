/**
 * What an earlier cluster left behind: certificates, etcd's data, networks. An install on top of it fails late or joins
 * what is no more. What a former run of this very cluster left is no obstacle: its playbooks go over it again.
 */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'

const TRACES: ProbeItem<{ paths: readonly string[]; interfaces: readonly string[] }> = {
  name: 'leftover',
  script: `
for folder in /etc/kubernetes /var/lib/etcd /var/lib/kubelet /var/lib/calico /etc/cni/net.d; do
  for path in "$folder"/* "$folder"/.[!.]*; do
    # A file system of its own has a lost+found, and podman a network.
    case $path in */lost+found | *podman*) continue ;; esac
    if [ -e "$path" ] || [ -L "$path" ]; then
      tell "path $folder"
      break
    fi
  done
done
[ ! -e /etc/etcd.env ] || tell "path /etc/etcd.env"
for path in /sys/class/net/*; do
  case \${path##*/} in cali* | tunl0 | flannel* | cni0 | kube-ipvs0) tell "interface \${path##*/}" ;; esac
done
tell looked
`,
  read(text) {
    const lines = text.split('\n')
    if (lines.at(-1) !== 'looked') return undefined
    const named = (kind: string) =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))
    return { paths: named('path'), interfaces: named('interface') }
  },
}

/** Comes with the kernel's module for tunnels alone: by itself it says nothing. */
const MODULE_INTERFACE = 'tunl0'
const MAX_NAMES = 6

export const previousInstallation = defineCheck({
  id: 'leftover',
  reasons: ['none', 'found', 'own'],
  source: ['faq 4.5'],
  needs: [],
  scope: 'host',
  sections: [TRACES],
  root: true,
  host(sheet, { ownTraces }) {
    const its = factsOf(sheet, TRACES)
    if (!its) return [undetermined]
    const traces = [...its.paths, ...its.interfaces.filter((name) => name !== MODULE_INTERFACE)]
    if (traces.length === 0) return [pass('none')]
    const more = traces.length > MAX_NAMES ? ', …' : ''
    const facts = { what: traces.slice(0, MAX_NAMES).join(', ') + more }
    return [ownTraces ? warn('own', facts) : fail('found', facts)]
  },
})
