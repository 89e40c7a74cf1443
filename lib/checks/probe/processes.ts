/** Programs that run on a host and matter to an install, by name. Only root is sure to see them all. */
import type { ProbeItem } from './item'

/** Package managers that lock others out while they run; `apt.systemd.dai` is how a long name is cut. */
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

const NAMES = [FIREWALL, ...PACKAGE_MANAGERS].join(' | ')

export const PROCESSES: ProbeItem<ReadonlySet<string>> = {
  name: 'processes',
  // A process may end while it is looked at: its name is then not read.
  script: `
looked=
for file in /proc/[0-9]*/comm; do
  read -r name <"$file" || continue
  looked=looked
  case $name in ${NAMES}) tell "$name" ;; esac
done
tell "$looked"
`,
  read(text) {
    const lines = text.split('\n')
    return lines.at(-1) === 'looked' ? new Set(lines.slice(0, -1)) : undefined
  },
}
