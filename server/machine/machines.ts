/** From a cluster's taskbox or host to a `Machine` whose commands run as root. Every machine of the product comes from here. */
import type { Endpoint, Host, Taskbox } from '@/lib/cluster/cluster'
import { elevated } from './elevate'
import type { HostKeys } from './host-keys'
import { LocalMachine } from './local'
import { type ExecOptions, type ExecResult, type Machine, MachineFailure } from './machine'
import { type Lease, SshPool } from './pool'
import { ShellMachine } from './shell-machine'
import { DIAL_MS } from './ssh'
import type { HostKey, HostKeyPolicy } from './ssh-host-key'

export interface ReachOptions {
  /** Pin a host key that was never seen, instead of `host-key-unknown`. A changed one is refused all the same. */
  acceptUnknown?: boolean
  /** Stay the user who logs in, instead of becoming root by sudo. */
  asUser?: boolean
  /** For connecting and logging in. */
  dialMs?: number
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
  /** How long connecting and logging in may take where nothing else is said. */
  readonly dialMs: number
  /** Ends every connection. */
  close(): Promise<void>
}

/** @param defaults for every opening that does not say otherwise, such as the command line's `--accept-host-keys` */
export function createMachines(hostKeys: HostKeys, defaults: ReachOptions = {}): Machines {
  const pool = new SshPool()
  const endpoint = (target: Endpoint, options: ReachOptions) =>
    openEndpoint(pool, hostKeys, target, { ...defaults, ...options })
  const taskbox = async (target: Taskbox, options: ReachOptions = {}) =>
    target.kind === 'local' ? new LocalMachine() : endpoint(target, options)
  return {
    dialMs: defaults.dialMs ?? DIAL_MS,
    taskbox,
    host: (host, its, options = {}) => (host.taskbox ? taskbox(its, options) : endpoint(host, options)),
    close: () => pool.closeAll(),
  }
}

async function openEndpoint(
  pool: SshPool,
  hostKeys: HostKeys,
  { address, port, login, hostKey }: Endpoint,
  options: ReachOptions,
): Promise<OpenMachine> {
  const { asUser = false, acceptUnknown = false, ...dialing } = options
  const pinned = hostKey || (await hostKeys.find(address, port))?.fingerprint
  const policy: HostKeyPolicy = pinned ? { pinned } : { acceptUnknown }
  const lease = await pool.open({ address, port, login }, { ...dialing, hostKey: policy })
  if (!pinned) await hostKeys.pin(address, port, lease.hostKey.fingerprint, lease.hostKey.type)
  return new PooledMachine(lease, !asUser && login.user !== 'root', login.sudoPassword ?? login.password)
}

class PooledMachine extends ShellMachine implements OpenMachine {
  readonly hostKey: HostKey

  constructor(lease: Lease, elevate: boolean, sudoPassword: string | undefined) {
    super(elevate ? elevated(lease, sudoPassword) : lease)
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
