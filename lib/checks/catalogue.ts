/** Every check there is, a line each, in the order in which they are shown. */
import { addresses } from './addresses'
import type { Check } from './check'
import { networks } from './cidr'
import { clock } from './clock'
import { cpu } from './cpu'
import { disk } from './disk'
import { egress } from './egress'
import { hostname } from './hostname'
import { loadBalancer } from './load-balancer'
import { memory } from './memory'
import { mtu } from './mtu'
import { nameServers } from './name-servers'
import { os } from './os'
import { reach } from './reach'
import { ssh } from './ssh'
import type { CheckStatus, Facts } from './status'
import { storage } from './storage'
import { sudo } from './sudo'
import { taskbox } from './taskbox'
import { tcp } from './tcp'

const catalogue = [
  ssh,
  sudo,
  os,
  hostname,
  cpu,
  memory,
  disk,
  clock,
  addresses,
  networks,
  nameServers,
  taskbox,
  reach,
  tcp,
  mtu,
  egress,
  storage,
  loadBalancer,
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
