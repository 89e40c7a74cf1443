/** The machine that the installer runs on: what Ansible needs there before the installer can bring the rest. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { MachineFailureKind } from '@/lib/contract/failure'
import type { Facts, Finding } from './check'
import { found } from './reason'
import type { Sheet } from './sheet'
import { gibOf, kibWanted } from './size'

/** From 2.19 on Ansible types ssh passwords by itself. */
const NO_SSHPASS: readonly [number, number] = [2, 19]
/** What the playbooks of this age were written for (the package wants 2.4 or later; Kubespray 2.8 breaks from 2.8 on). */
const OLDEST: readonly [number, number] = [2, 4]
const NEWEST: readonly [number, number] = [2, 7]
/** Room for the package and what it unpacks; bounds of our own. */
const FREE_FAIL_GIB = 1
const FREE_WARN_GIB = 5

export function judgeTaskbox(sheet: Sheet, cluster: Cluster): Finding[] {
  const facts = { machine: nameOf(cluster) }
  const { tools } = sheet
  if (!tools) return [found('taskbox', 'unknown', 'unread', facts)]
  const findings = [
    ...(usesPasswords(cluster) ? sshpass(tools.programs, tools.ansible, facts) : []),
    ...(tools.programs.some((program) => program !== 'sshpass')
      ? []
      : [found('taskbox', 'fail', 'python', facts)]),
    ...(tools.ansible ? ansible(tools.ansible, facts) : []),
    ...space(sheet, cluster.installer.package, facts),
  ]
  return findings.length > 0 ? findings : [found('taskbox', 'pass', 'ready', facts)]
}

/** The taskbox did not answer: nothing can be installed from there. */
export const taskboxUnreached = (failure: MachineFailureKind, facts: Facts): Finding[] => [
  found('taskbox', 'fail', 'unreachable', { ...facts, failure }),
]

/** `local` for this machine, as in the texts of failures. */
function nameOf({ taskbox, hosts }: Cluster): string {
  const host = hosts.find((one) => one.taskbox)
  if (host) return host.name
  return taskbox.kind === 'local' ? 'local' : taskbox.address
}

const usesPasswords = ({ hosts }: Cluster): boolean =>
  hosts.some(
    ({ taskbox, login }) => !taskbox && login.password !== undefined && login.privateKey === undefined,
  )

function sshpass(programs: readonly string[], version: string | undefined, facts: Facts): Finding[] {
  if (programs.includes('sshpass')) return []
  const isNew = version !== undefined && compare(version, NO_SSHPASS) >= 0
  return isNew ? [] : [found('taskbox', 'fail', 'sshpass', facts)]
}

function ansible(version: string, facts: Facts): Finding[] {
  const fits = compare(version, OLDEST) >= 0 && compare(version, NEWEST) <= 0
  return fits ? [] : [found('taskbox', 'warn', 'ansible', { ...facts, version })]
}

/** Major and minor against another's; an unknown version is below all. */
function compare(version: string, [major, minor]: readonly [number, number]): number {
  const [its = 0, minorIts = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return its - major || minorIts - minor
}

function space({ disks = [] }: Sheet, folder: string, facts: Facts): Finding[] {
  const disk = disks.find((candidate) => candidate.folder === folder)
  if (!disk) return []
  const shown = { ...facts, folder, gib: gibOf(disk.freeKib) }
  if (disk.freeKib < kibWanted(FREE_FAIL_GIB))
    return [found('taskbox', 'fail', 'spaceNone', { ...shown, wanted: FREE_FAIL_GIB })]
  if (disk.freeKib < kibWanted(FREE_WARN_GIB))
    return [found('taskbox', 'warn', 'spaceLow', { ...shown, wanted: FREE_WARN_GIB })]
  return []
}
