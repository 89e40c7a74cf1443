/** The machine that the installer runs on: what Ansible needs there before the installer can bring the rest. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Release } from '@/lib/installers/installer'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { DISKS, type Disk } from '../../probe/disks'
import { factsOf, type ProbeItem } from '../../probe/item'
import { minimumKib, toGib } from '../../probe/size'
import type { Facts } from '../../status'
import { compareVersions } from '../../version'

/** From 2.19 on Ansible types ssh passwords by itself. */
const SSHPASS_UNNEEDED_SINCE = '2.19'
/** Room for the package and what it unpacks; bounds of our own. */
const FREE_FAIL_GIB = 1
const FREE_WARN_GIB = 5

/** Programs on the taskbox. */
export interface TaskboxTools {
  programs: readonly string[]
  /** Ansible's version, `unknown` where it does not say; undefined: none is installed. */
  ansible?: string
}

export const TASKBOX_TOOLS: ProbeItem<TaskboxTools> = {
  name: 'tools',
  onlyTaskbox: true,
  // Starting Ansible takes seconds, so its version is read from beside the program where exactly one lies there.
  // From 2.14 on it refuses to start without a UTF-8 locale; older systems have no C.UTF-8 and do not ask for it.
  script: `
for tool in sshpass python3 python2 python /usr/libexec/platform-python; do
  if command -v "$tool" >/dev/null; then tell "$tool"; fi
done
if ansible=$(command -v ansible); then
  version='' found=0
  for file in "\${ansible%/bin/ansible}"/lib/python*/*-packages/ansible/release.py; do
    [ -r "$file" ] || continue
    found=$((found + 1))
    while read -r key _ value _; do
      [ "$key" != __version__ ] || version=$value
    done <"$file"
  done
  [ $found -eq 1 ] && [ -n "$version" ] ||
    version=$(LC_ALL=C.UTF-8 bounded 20 ansible --version || LC_ALL=en_US.UTF-8 bounded 20 ansible --version)
  version=\${version%%"$newline"*}
  tell "ansible \${version:-unknown}"
else
  tell 'ansible none'
fi
`,
  read: parseTools,
}

export const taskbox = defineCheck({
  id: 'taskbox',
  reasons: ['ready', 'sshpass', 'python', 'ansible', 'spaceLow', 'spaceNone', 'unreachable'],
  source: ['faq 4.17', 'own'],
  needs: ['taskbox', 'package', 'hosts', 'release'],
  scope: 'cluster',
  sections: [TASKBOX_TOOLS, DISKS],
  taskbox(sheet, { cluster, release }) {
    const facts = { machine: taskboxName(cluster) }
    const known = factsOf(sheet, TASKBOX_TOOLS)
    if (!known) return [undetermined]
    const verdicts = [
      ...(usesPasswords(cluster) ? evaluateSshpass(known, facts) : []),
      ...(known.programs.some((program) => program !== 'sshpass') ? [] : [fail('python', facts)]),
      ...(known.ansible ? ansible(known.ansible, release, facts) : []),
      ...space(factsOf(sheet, DISKS), cluster.installer.package, facts),
    ]
    return verdicts.length > 0 ? verdicts : [pass('ready', facts)]
  },
})

function parseTools(text: string): TaskboxTools | undefined {
  const lines = text.split('\n')
  const said = lines.find((line) => line.startsWith('ansible '))
  if (!said) return undefined
  const programs = lines.filter((line) => line !== said)
  if (said === 'ansible none') return { programs }
  return { programs, ansible: /(?<!\d)\d+\.\d+[\w.]*/.exec(said)?.[0] ?? 'unknown' }
}

/** `local` for this machine, as in the texts of failures. */
function taskboxName({ taskbox, hosts }: Cluster): string {
  const host = hosts.find((one) => one.taskbox)
  if (host) return host.name
  return taskbox.kind === 'local' ? 'local' : taskbox.address
}

const usesPasswords = ({ hosts }: Cluster): boolean =>
  hosts.some(
    ({ taskbox, login }) => !taskbox && login.password !== undefined && login.privateKey === undefined,
  )

function evaluateSshpass({ programs, ansible: version }: TaskboxTools, facts: Facts) {
  if (programs.includes('sshpass')) return []
  const isNew = version !== undefined && compareVersions(version, SSHPASS_UNNEEDED_SINCE) >= 0
  return isNew ? [] : [fail('sshpass', facts)]
}

function ansible(version: string, { requirements }: Release, facts: Facts) {
  const { oldest, newest } = requirements.ansible
  const fits = compareVersions(version, oldest) >= 0 && compareVersions(version, newest) <= 0
  return fits ? [] : [warn('ansible', { ...facts, version, oldest, newest })]
}

function space(disks: readonly Disk[] = [], folder: string, facts: Facts) {
  const disk = disks.find((candidate) => candidate.folder === folder)
  if (!disk) return []
  const shown = { ...facts, folder, gib: toGib(disk.freeKib) }
  if (disk.freeKib < minimumKib(FREE_FAIL_GIB))
    return [fail('spaceNone', { ...shown, wanted: FREE_FAIL_GIB })]
  if (disk.freeKib < minimumKib(FREE_WARN_GIB)) return [warn('spaceLow', { ...shown, wanted: FREE_WARN_GIB })]
  return []
}
