/**
 * What an earlier cluster left behind: certificates, etcd's data, networks. An install on top of it fails late or joins
 * what is no more. What a former run of this very cluster left is no obstacle: its playbooks go over it again.
 */
import { defineCheck, fail, pass, unread, warn } from './check'
import { factsOf, type Section } from './section'

const LEFTOVER: Section<{ paths: readonly string[]; interfaces: readonly string[] }> = {
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
const WITH_MODULE = 'tunl0'
const MOST_NAMED = 6

export const leftover = defineCheck({
  id: 'leftover',
  reasons: ['none', 'found', 'own'],
  source: ['faq 4.5'],
  needs: [],
  scope: 'host',
  sections: [LEFTOVER],
  root: true,
  host(sheet, { ownTraces }) {
    const its = factsOf(sheet, LEFTOVER)
    if (!its) return [unread]
    const telling = [...its.paths, ...its.interfaces.filter((name) => name !== WITH_MODULE)]
    if (telling.length === 0) return [pass('none')]
    const more = telling.length > MOST_NAMED ? ', …' : ''
    const facts = { what: telling.slice(0, MOST_NAMED).join(', ') + more }
    return [ownTraces ? warn('own', facts) : fail('found', facts)]
  },
})
