/** From a cluster's taskbox or host to a `Machine` whose commands run as root. Every machine of the product comes from here. */
import type { Bastion, Host, SshTarget, Taskbox } from '@/lib/cluster/cluster'
import { isSecretPlaceholder, WITHHELD_PLACEHOLDER } from '@/lib/cluster/draft'
import { isHostAddress } from '@/lib/network/address'
import { RequestFailure } from '../request-failure'
import { DIAL_MS, labelOf, type SshBastion } from '../ssh/dial'
import type { HostKey, HostKeyPolicy } from '../ssh/host-key'
import type { HostKeyScope, HostKeys } from '../ssh/host-keys'
import { type Lease, SshPool } from '../ssh/pool'
import { LocalMachine } from './local'
import { type ExecOptions, type ExecResult, type Machine, MachineFailure } from './machine'
import { ShellMachine } from './shell-machine'
import { withSudo } from './sudo'

export interface ReachOptions {
  /** Pin a host key that was never seen, instead of `host-key-unknown`. A changed one is refused all the same. */
  acceptUnknown?: boolean
  /** Stay the user who logs in, instead of becoming root by sudo. */
  asUser?: boolean
  /** For connecting and logging in. */
  dialMs?: number
  /** Between probes of a connection that is silent. */
  keepaliveMs?: number
  signal?: AbortSignal
}

/** A machine that was opened; `close` gives it back. */
export interface OpenMachine extends Machine {
  /** What the server proved to be; absent for this machine. */
  readonly hostKey?: HostKey
}

export interface Machines {
  /** Throws a MachineFailure where it cannot be reached. That sudo refuses shows at the first command. */
  taskbox(taskbox: Taskbox, options?: ReachOptions): Promise<OpenMachine>
  /** A host, by SSH from here; the one that is the taskbox itself is reached as the taskbox is. */
  host(host: Host, taskbox: Taskbox, options?: ReachOptions): Promise<OpenMachine>
  /** The fingerprint that a host must show; undefined: nobody has said. */
  pinOf(host: Host): Promise<string | undefined>
  /** How long connecting and logging in may take where nothing else is said. */
  readonly dialMs: number
  /** Ends every connection. */
  close(): Promise<void>
}

/** @param defaults for every opening that does not say otherwise, such as the command line's `--accept-host-keys` */
export function createMachines(hostKeys: HostKeys, defaults: ReachOptions = {}): Machines {
  const pool = new SshPool()
  const endpoint = (target: SshTarget, options: ReachOptions) =>
    openEndpoint(pool, hostKeys, target, { ...defaults, ...options })
  const taskbox = async (target: Taskbox, options: ReachOptions = {}) =>
    target.kind === 'local' ? new LocalMachine() : endpoint(target, options)
  return {
    dialMs: defaults.dialMs ?? DIAL_MS,
    taskbox,
    pinOf: async (host) => (await policyOf(hostKeys, host, false)).pinned,
    host: (host, its, options = {}) => (host.taskbox ? taskbox(its, options) : endpoint(host, options)),
    close: () => pool.closeAll(),
  }
}

async function openEndpoint(
  pool: SshPool,
  hostKeys: HostKeys,
  endpoint: SshTarget,
  options: ReachOptions,
): Promise<OpenMachine> {
  const { asUser = false, acceptUnknown = false, ...dialing } = options
  const { address, port, login, allowSha1 } = endpoint
  for (const machine of [endpoint, ...(endpoint.bastion ? [endpoint.bastion] : [])]) {
    refuseMarks(machine)
    // Node dials this machine where the address is empty.
    if (!isHostAddress(machine.address)) throw new RequestFailure('problems', { count: 1 })
  }
  const [hostKey, bastion] = await Promise.all([
    policyOf(hostKeys, endpoint, acceptUnknown),
    endpoint.bastion && bastionOf(hostKeys, endpoint.bastion, acceptUnknown),
  ])
  const target = { address, port, login, ...(allowSha1 && { allowSha1 }), ...(bastion && { bastion }) }
  const lease = await pool.open(target, { ...dialing, hostKey })
  await pinUnseen(hostKeys, endpoint, hostKey, lease.hostKey)
  if (bastion) await pinUnseen(hostKeys, bastion, bastion.hostKey, lease.bastionKey)
  return new PooledMachine(lease, !asUser && login.user !== 'root', login.sudoPassword ?? login.password)
}

/** A mark where a secret should be: the stored one is not used, so nothing is sent. */
function refuseMarks(machine: Bastion): void {
  const marks = Object.values(machine.login).filter(isSecretPlaceholder)
  if (marks.length === 0) return
  const kind = marks.includes(WITHHELD_PLACEHOLDER) ? 'secret-withheld' : 'secret-missing'
  throw new RequestFailure(kind, { machine: labelOf(machine) })
}

/** What the cluster pins comes first, then what somebody has accepted. */
async function policyOf(
  hostKeys: HostKeys,
  place: HostKeyScope & { hostKey?: string },
  acceptUnknown: boolean,
): Promise<HostKeyPolicy> {
  const pinned = place.hostKey || (await hostKeys.find(place))?.fingerprint
  return pinned ? { pinned } : { acceptUnknown }
}

async function bastionOf(hostKeys: HostKeys, bastion: Bastion, acceptUnknown: boolean): Promise<SshBastion> {
  return { ...bastion, hostKey: await policyOf(hostKeys, bastion, acceptUnknown) }
}

async function pinUnseen(
  hostKeys: HostKeys,
  place: HostKeyScope,
  policy: HostKeyPolicy,
  seen: HostKey | undefined,
): Promise<void> {
  if (seen && !policy.pinned) await hostKeys.pin(place, seen.fingerprint, seen.type)
}

class PooledMachine extends ShellMachine implements OpenMachine {
  readonly hostKey: HostKey

  constructor(lease: Lease, elevate: boolean, sudoPassword: string | undefined) {
    super(elevate ? withSudo(lease, sudoPassword) : lease)
    this.hostKey = lease.hostKey
  }

  override async exec(command: string, options: ExecOptions): Promise<ExecResult> {
    try {
      return await super.exec(command, options)
    } catch (error) {
      const lost = error instanceof MachineFailure && error.kind === 'closed'
      if (!lost || !options.idempotent) throw error
      return super.exec(command, options)
    }
  }
}
