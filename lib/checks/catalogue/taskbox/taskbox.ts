/** Checks the machine that the installer runs on for Python, sshpass, a compatible Ansible and free space. */

import { renderLookUp } from '@/lib/ansible/prepare/look-up'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Release } from '@/lib/installers/installer'
import { compareVersions } from '@/lib/installers/versions'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { minimumKib, toGib } from '../../format'
import { DISKS, type Disk } from '../../probe/disks'
import { factsOf, type ProbeItem } from '../../probe/item'
import { PREPARATION } from '../../probe/preparation'
import type { Facts } from '../../status'
import {
  evaluatePreparation,
  PREPARATION_REASONS,
  preparationOf,
  SSHPASS_UNNEEDED_SINCE,
} from './preparation'

/** Free space for the package and its contents. The thresholds are our own. */
const FREE_FAIL_GIB = 1
const FREE_WARN_GIB = 5

/** Programs found on the taskbox. */
export interface TaskboxTools {
  programs: readonly string[]
  /** Version of Ansible, or `unknown`; undefined if not installed. */
  ansible?: string
}

export const TASKBOX_TOOLS: ProbeItem<TaskboxTools> = {
  name: 'tools',
  onlyTaskbox: true,
  // Ansible needs seconds to start, so read its version from release.py if exactly one is found.
  // Ansible 2.14 and later need a UTF-8 locale; older systems have no C.UTF-8.
  script: `
for tool in sshpass python3 python2 python /usr/libexec/platform-python; do
  if command -v "$tool" >/dev/null; then emit "$tool"; fi
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
    version=$(LC_ALL=C.UTF-8 with_timeout 20 ansible --version || LC_ALL=en_US.UTF-8 with_timeout 20 ansible --version)
  version=\${version%%"$newline"*}
  emit "ansible \${version:-unknown}"
else
  emit 'ansible none'
fi
`,
  parse: parseTools,
}

export const taskbox = defineCheck({
  id: 'taskbox',
  reasons: [
    ...(['ready', 'sshpass', 'python', 'ansible', 'spaceLow', 'spaceNone', 'unreachable'] as const),
    ...PREPARATION_REASONS,
  ],
  sources: ['faq 4.17', 'own'],
  dependsOn: ['taskbox', 'source', 'hosts', 'version', 'settings'],
  scope: 'cluster',
  probeItems: [TASKBOX_TOOLS, DISKS, PREPARATION],
  variables: ({ cluster }) => {
    const plan = preparationOf(cluster)
    return { preparation: plan ? renderLookUp(plan) : '' }
  },
  onTaskbox(probe, { cluster, release }) {
    const facts = { machine: taskboxName(cluster) }
    const tools = factsOf(probe, TASKBOX_TOOLS)
    if (!tools) return [undetermined]
    const plan = preparationOf(cluster)
    if (plan) {
      const lacksSshpass = usesPasswords(cluster) && !tools.programs.includes('sshpass')
      return evaluatePreparation(factsOf(probe, PREPARATION), plan, { ...facts, lacksSshpass })
    }
    const results = [
      ...(usesPasswords(cluster) ? evaluateSshpass(tools, facts) : []),
      ...(tools.programs.some((program) => program !== 'sshpass') ? [] : [fail('python', facts)]),
      ...(tools.ansible ? evaluateAnsible(tools.ansible, release, facts) : []),
      ...evaluateFreeSpace(factsOf(probe, DISKS), cluster.installer.source, facts),
    ]
    return results.length > 0 ? results : [pass('ready', facts)]
  },
})

function parseTools(text: string): TaskboxTools | undefined {
  const lines = text.split('\n')
  const ansibleLine = lines.find((line) => line.startsWith('ansible '))
  if (!ansibleLine) return undefined
  const programs = lines.filter((line) => line !== ansibleLine)
  if (ansibleLine === 'ansible none') return { programs }
  return { programs, ansible: /(?<!\d)\d+\.\d+[\w.]*/.exec(ansibleLine)?.[0] ?? 'unknown' }
}

/** Name for messages; `local` for this machine, as in failure texts. */
function taskboxName({ taskbox, hosts }: Cluster): string {
  const host = hosts.find((host) => host.taskbox)
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

function evaluateAnsible(version: string, { requirements }: Release, facts: Facts) {
  if (!requirements.ansible) return []
  const { oldest, newest } = requirements.ansible
  const isCompatible = compareVersions(version, oldest) >= 0 && compareVersions(version, newest) <= 0
  return isCompatible ? [] : [warn('ansible', { ...facts, version, oldest, newest })]
}

function evaluateFreeSpace(disks: readonly Disk[] = [], folder: string, facts: Facts) {
  const disk = disks.find((candidate) => candidate.folder === folder)
  if (!disk) return []
  const spaceFacts = { ...facts, folder, gib: toGib(disk.freeKib) }
  if (disk.freeKib < minimumKib(FREE_FAIL_GIB))
    return [fail('spaceNone', { ...spaceFacts, wanted: FREE_FAIL_GIB })]
  if (disk.freeKib < minimumKib(FREE_WARN_GIB))
    return [warn('spaceLow', { ...spaceFacts, wanted: FREE_WARN_GIB })]
  return []
}
