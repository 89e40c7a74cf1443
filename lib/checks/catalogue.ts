/** Every check there is, a line each, in the order in which they are shown. */
import { addresses } from './addresses'
import { cgroup } from './cgroup'
import type { Check } from './check'
import { networks } from './cidr'
import { clock } from './clock'
import { cpu } from './cpu'
import { disk } from './disk'
import { dns } from './dns'
import { egress } from './egress'
import { firewall } from './firewall'
import { hostname } from './hostname'
import { ids } from './ids'
import { init } from './init'
import { kernel } from './kernel'
import { leftover } from './leftover'
import { loadBalancer } from './load-balancer'
import { locale } from './locale'
import { memory } from './memory'
import { modules } from './modules'
import { mtu } from './mtu'
import { nameServers } from './name-servers'
import { names } from './names'
import { noexec } from './noexec'
import { os } from './os'
import { packages } from './packages'
import { ports } from './ports'
import { python } from './python'
import { reach } from './reach'
import { runtime } from './runtime'
import { selinux } from './selinux'
import { ssh } from './ssh'
import type { CheckStatus, Facts } from './status'
import { storage } from './storage'
import { sudo } from './sudo'
import { swap } from './swap'
import { sysctl } from './sysctl'
import { taskbox } from './taskbox'
import { tcp } from './tcp'
import { timezone } from './timezone'

const catalogue = [
  ssh,
  sudo,
  reach,
  os,
  init,
  hostname,
  ids,
  cpu,
  memory,
  disk,
  noexec,
  clock,
  timezone,
  addresses,
  names,
  dns,
  nameServers,
  networks,
  ports,
  firewall,
  tcp,
  mtu,
  egress,
  storage,
  loadBalancer,
  leftover,
  runtime,
  packages,
  python,
  kernel,
  modules,
  sysctl,
  cgroup,
  swap,
  selinux,
  taskbox,
  locale,
] as const

export type CheckId = (typeof catalogue)[number]['id']

export const CHECKS: readonly Check<CheckId>[] = catalogue

export const CHECK_IDS: readonly CheckId[] = CHECKS.map(({ id }) => id)

/** A check by its id. */
export function checkOf(id: CheckId): Check<CheckId> {
  const check = CHECKS.find((one) => one.id === id)
  if (!check) throw new Error(`no check ${id}`)
  return check
}

/**
 * One check's verdict on one host. `reason` is a closed word below the check (`cpu.minimum`); the view makes prose
 * of it: `checks.<check>.<reason>.message` and `.remedy` in lib/messages (`text.ts`).
 */
export interface Finding {
  check: CheckId
  status: CheckStatus
  reason: string
  facts: Facts
}
