/** Finds running programs that matter to an install. Without root, some processes may be hidden. */
import type { ProbeItem } from './item'

/** Package managers that acquire an exclusive lock. The kernel truncates `apt.systemd.daily` to 15 characters. */
export const PACKAGE_MANAGERS = [
  'apt',
  'apt-get',
  'aptitude',
  'apt.systemd.dai',
  'dpkg',
  'yum',
  'dnf',
  'rpm',
  'microdnf',
  'zypper',
] as const
const FIREWALL = 'firewalld'

/** Processes of a running cluster. */
export const CLUSTER_PROCESSES = ['kubelet', 'kube-apiserver', 'k3s-server', 'k3s-agent'] as const

const NAMES = [FIREWALL, ...PACKAGE_MANAGERS, ...CLUSTER_PROCESSES].join(' | ')

export const PROCESSES: ProbeItem<ReadonlySet<string>> = {
  name: 'processes',
  // A process may exit during the loop; its name is then unreadable.
  script: `
complete=
for file in /proc/[0-9]*/comm; do
  read -r name <"$file" || continue
  complete=complete
  case $name in ${NAMES}) emit "$name" ;; esac
done
emit "$complete"
`,
  parse(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'complete' ? new Set(lines.slice(0, -1)) : undefined
  },
}
