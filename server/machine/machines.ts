/** Opens the taskbox and hosts of a cluster as `Machine`s whose commands run as root. All connections start here. */
import type { Bastion, Host, SshTarget, Taskbox } from '@/lib/cluster/cluster'
import { isSecretPlaceholder, WITHHELD_PLACEHOLDER } from '@/lib/cluster/draft/draft'
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
  /** Pin an unknown host key instead of failing with `host-key-unknown`. A changed key is still rejected. */
  acceptUnknown?: boolean
  /** Run commands as the login user instead of as root by sudo. */
  asUser?: boolean
  /** Timeout for connecting and logging in. */
  dialMs?: number
  /** Interval between probes of an idle connection. */
  keepaliveMs?: number
  signal?: AbortSignal
}

/** An open machine; `close` releases its connection. */
export interface OpenMachine extends Machine {
  /** The verified host key of the server; absent for the local machine. */
  readonly hostKey?: HostKey
}

export interface Machines {
  /** Throws a MachineFailure if the connection fails. A failure of sudo appears at the first command. */
  taskbox(taskbox: Taskbox, options?: ReachOptions): Promise<OpenMachine>
  /** Opens a host by SSH; the host that is the taskbox itself is opened as the taskbox. */
  host(host: Host, taskbox: Taskbox, options?: ReachOptions): Promise<OpenMachine>
  /** The pinned fingerprint of a host's key; undefined if it has no pin. */
  pinnedFingerprint(host: Host): Promise<string | undefined>
  /** Default timeout for connecting and logging in. */
  readonly dialMs: number
  /** Closes every connection. */
  close(): Promise<void>
}

/** @param defaults options for each connection that does not override them, such as `--accept-host-keys` */
export function createMachines(hostKeys: HostKeys, defaults: ReachOptions = {}): Machines {
  const pool = new SshPool()
  const endpoint = (target: SshTarget, options: ReachOptions) =>
    openEndpoint(pool, hostKeys, target, { ...defaults, ...options })
  const taskbox = async (target: Taskbox, options: ReachOptions = {}) =>
    target.kind === 'local' ? new LocalMachine() : endpoint(target, options)
  return {
    dialMs: defaults.dialMs ?? DIAL_MS,
    taskbox,
    pinnedFingerprint: async (host) => (await policyOf(hostKeys, host, false)).pinned,
    host: (host, target, options = {}) => (host.taskbox ? taskbox(target, options) : endpoint(host, options)),
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
    rejectPlaceholders(machine)
    // Node connects to this machine if the address is empty.
    if (!isHostAddress(machine.address)) throw new RequestFailure('problems', { count: 1 })
  }
  const [hostKey, bastion] = await Promise.all([
    policyOf(hostKeys, endpoint, acceptUnknown),
    endpoint.bastion && bastionOf(hostKeys, endpoint.bastion, acceptUnknown),
  ])
  const target = { address, port, login, ...(allowSha1 && { allowSha1 }), ...(bastion && { bastion }) }
  const lease = await pool.open(target, { ...dialing, hostKey })
  await pinIfUnknown(hostKeys, endpoint, hostKey, lease.hostKey)
  if (bastion) await pinIfUnknown(hostKeys, bastion, bastion.hostKey, lease.bastionKey)
  return new PooledMachine(lease, !asUser && login.user !== 'root', login.sudoPassword ?? login.password)
}

/** Rejects a login that contains a placeholder instead of a secret: the placeholder must never reach a server. */
function rejectPlaceholders(machine: Bastion): void {
  const placeholders = Object.values(machine.login).filter(isSecretPlaceholder)
  if (placeholders.length === 0) return
  const kind = placeholders.includes(WITHHELD_PLACEHOLDER) ? 'secret-withheld' : 'secret-missing'
  throw new RequestFailure(kind, { machine: labelOf(machine) })
}

/** The pin in the cluster takes precedence over an accepted key. */
async function policyOf(
  hostKeys: HostKeys,
  scope: HostKeyScope & { hostKey?: string },
  acceptUnknown: boolean,
): Promise<HostKeyPolicy> {
  const pinned = scope.hostKey || (await hostKeys.find(scope))?.fingerprint
  return pinned ? { pinned } : { acceptUnknown }
}

async function bastionOf(hostKeys: HostKeys, bastion: Bastion, acceptUnknown: boolean): Promise<SshBastion> {
  return { ...bastion, hostKey: await policyOf(hostKeys, bastion, acceptUnknown) }
}

async function pinIfUnknown(
  hostKeys: HostKeys,
  scope: HostKeyScope,
  policy: HostKeyPolicy,
  presented: HostKey | undefined,
): Promise<void> {
  if (presented && !policy.pinned) await hostKeys.pin(scope, presented.fingerprint, presented.type)
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
      const isDisconnected = error instanceof MachineFailure && error.kind === 'closed'
      if (!isDisconnected || !options.idempotent) throw error
      return super.exec(command, options)
    }
  }
}
