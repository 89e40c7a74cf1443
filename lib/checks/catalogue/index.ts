/** All checks, in display order. To add a check, import it and add a line to the list. */

import type { Check, ServerAnswers } from '../define-check'
import type { CheckStatus, Facts } from '../status'
import { ssh } from './access/ssh'
import { sshdLimits } from './access/sshd-limits'
import { sudo } from './access/sudo'
import { taskboxReach } from './access/taskbox-reach'
import { cpu } from './hardware/cpu'
import { disk } from './hardware/disk'
import { machineIdentity } from './hardware/machine-identity'
import { memory } from './hardware/memory'
import { totalSize } from './hardware/total-size'
import { addresses } from './network/addresses'
import { dns } from './network/dns'
import { downloads } from './network/downloads'
import { egress } from './network/egress'
import { etcHosts } from './network/etc-hosts'
import { firewall } from './network/firewall'
import { hostPorts } from './network/host-ports'
import { listeningPorts } from './network/listening-ports'
import { loadBalancer } from './network/load-balancer'
import { mtu } from './network/mtu'
import { nameServers } from './network/name-servers'
import { networkOverlap } from './network/network-overlap'
import { overlay } from './network/overlay'
import { ping } from './network/ping'
import { containerRuntime } from './software/container-runtime'
import { packageManager } from './software/package-manager'
import { previousInstallation } from './software/previous-installation'
import { python } from './software/python'
import { storageClass } from './software/storage-class'
import { cgroup } from './system/cgroup'
import { clock } from './system/clock'
import { hostname } from './system/hostname'
import { init } from './system/init'
import { ipForwarding } from './system/ip-forwarding'
import { kernel } from './system/kernel'
import { kernelModules } from './system/kernel-modules'
import { os } from './system/os'
import { selinux } from './system/selinux'
import { swap } from './system/swap'
import { temporaryFolder } from './system/temporary-folder'
import { timezone } from './system/timezone'
import { locale } from './taskbox/locale'
import { taskbox } from './taskbox/taskbox'

const catalogue = [
  ssh,
  sudo,
  sshdLimits,
  taskboxReach,
  os,
  init,
  hostname,
  machineIdentity,
  cpu,
  memory,
  totalSize,
  disk,
  temporaryFolder,
  clock,
  timezone,
  addresses,
  etcHosts,
  dns,
  nameServers,
  networkOverlap,
  listeningPorts,
  firewall,
  hostPorts,
  overlay,
  ping,
  mtu,
  egress,
  downloads,
  storageClass,
  loadBalancer,
  previousInstallation,
  containerRuntime,
  packageManager,
  python,
  kernel,
  kernelModules,
  ipForwarding,
  cgroup,
  swap,
  selinux,
  taskbox,
  locale,
] as const

export type CheckId = (typeof catalogue)[number]['id']

export const CHECKS: readonly Check<CheckId>[] = catalogue

export const CHECK_IDS: readonly CheckId[] = CHECKS.map(({ id }) => id)

/** Returns the check with this id. */
export function getCheck(id: CheckId): Check<CheckId> {
  const check = CHECKS.find((candidate) => candidate.id === id)
  if (!check) throw new Error(`no check ${id}`)
  return check
}

/**
 * A result of one check on one host. `reason` is one of the check's reasons (`cpu.minimum`).
 * Its texts are `checks.<check>.<reason>.message` and `.remedy` in lib/messages (`message-key.ts`).
 */
export interface Finding {
  check: CheckId
  status: CheckStatus
  reason: string
  facts: Facts
  servers?: ServerAnswers | undefined
}
