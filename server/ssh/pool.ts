/**
 * SSH connections, shared and bounded. One connection serves everybody who reaches the same user of the same machine
 * in the same way; it is closed when nobody has used it for a while, and dialed again when it is found dead. A bastion
 * is such a connection as well, held by those that lead through it.
 */
import { createHash } from 'node:crypto'
import { raceAbort } from '../machine/deadline'
import { MachineFailure } from '../machine/machine'
import type { Running, Shell } from '../machine/shell'
import { asBastionFailure } from './bastion'
import { ChannelAllocator } from './channel-allocator'
import { type DialOptions, dial, labelOf, type SshBastion, type SshTarget } from './dial'
import type { HostKey, HostKeyPolicy } from './host-key'
import { Semaphore } from './semaphore'
import type { SshShell } from './ssh-shell'

/** OpenSSH admits 10 sessions a connection (`MaxSessions`); two are for ending what must not wait. */
const SESSIONS = 8
const URGENT_SESSIONS = 2
/** Handshakes cost both sides; more at once only make each of them slower. */
const DIALING = 16
/** One that takes longer mostly waits for a machine that says nothing, and costs nobody anything. */
const SLOW_DIAL_MS = 1_000
/** Channels through one connection of a bastion; they share its one stream, so more go over a further connection. */
const CHANNELS = 64
const IDLE_MS = 60_000

interface Connection {
  shell: SshShell
  /** The bastion's, where it leads through one. */
  bastionKey: HostKey | undefined
  sessions: Semaphore
  urgent: Semaphore
  leases: number
  /** Nobody gets it from the pool any more. */
  forget: () => void
  idle?: NodeJS.Timeout
}

/** Somebody's hold on a connection: a shell that outlives the connection under it. */
export interface Lease extends Shell {
  readonly hostKey: HostKey
  readonly bastionKey: HostKey | undefined
}

type Shared = Omit<DialOptions, 'signal' | 'through'>

export class SshPool {
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #dialing = new Semaphore(DIALING)
  readonly #channels = new ChannelAllocator(CHANNELS)

  /** @param slowDialMs see `SLOW_DIAL_MS` */
  constructor(private readonly slowDialMs = SLOW_DIAL_MS) {}

  /**
   * Throws a MachineFailure where the machine cannot be reached or does not let us in. Whoever comes while it is
   * dialed waits for the same connection, and nobody's leaving spoils it for the others.
   */
  async open(target: SshTarget, { signal, through: _, ...shared }: DialOptions): Promise<Lease> {
    let connection = await this.#acquire(target, shared, signal)
    const { bastionKey, shell } = connection
    const { hostKey, label } = shell
    const again = pinned(target, shared, shell.hostKey, bastionKey)
    let open = true
    return {
      label,
      hostKey,
      bastionKey,
      start: async (command, begin, urgent) => {
        if (!urgent && !connection.shell.alive) {
          this.#release(connection)
          connection = await this.#acquire(again.target, again.options, begin)
        }
        return startIn(urgent ? connection.urgent : connection.sessions, connection.shell, command, begin)
      },
      close: async () => {
        if (open) this.#release(connection)
        open = false
      },
    }
  }

  /** Ends every connection, used or not. */
  async closeAll(): Promise<void> {
    const opened = await Promise.allSettled(this.#connections.values())
    this.#connections.clear()
    await Promise.all(opened.map((one) => one.status === 'fulfilled' && one.value.shell.close()))
  }

  async #acquire(target: SshTarget, options: Shared, signal: AbortSignal | undefined): Promise<Connection> {
    const taking = this.#findOrDial(target, options)
    try {
      return await raceAbort(taking, signal)
    } catch (error) {
      taking.then(
        (connection) => this.#release(connection),
        () => undefined,
      )
      throw error
    }
  }

  async #findOrDial(target: SshTarget, options: Shared, seat = 0): Promise<Connection> {
    const key = keyOf(target, options, seat)
    for (;;) {
      const connecting = this.#connections.get(key) ?? this.#connect(key, target, options, seat)
      const connection = await connecting
      if (connection.shell.alive) {
        clearTimeout(connection.idle)
        connection.leases += 1
        return connection
      }
      connection.forget()
    }
  }

  #connect(key: string, target: SshTarget, options: Shared, seat: number): Promise<Connection> {
    const forget = () => this.#forget(connecting)
    const connecting = this.#dial(target, options, forget)
    this.#connections.set(key, connecting)
    connecting.then((connection) => {
      // A key that was taken unseen is pinned from now on, and this is still the connection of whoever pins it.
      const known = pinned(target, options, connection.shell.hostKey, connection.bastionKey)
      const other = keyOf(known.target, known.options, seat)
      if (!this.#connections.has(other)) this.#connections.set(other, connecting)
      this.#closeWhenIdle(connection)
    }, forget)
    return connecting
  }

  async #dial(target: SshTarget, options: Shared, forget: () => void): Promise<Connection> {
    // Not in the gate: those who wait in it for a bastion would keep it out.
    const way = target.bastion && (await this.#through(target.bastion, target, options))
    const leave = await this.#dialing.acquire()
    const slow = setTimeout(leave, this.slowDialMs)
    try {
      const shell = await dial(target, { ...options, through: way?.shell })
      if (way) shell.closed.then(way.leave)
      const [sessions, urgent] = [new Semaphore(SESSIONS), new Semaphore(URGENT_SESSIONS)]
      return { shell, bastionKey: way?.shell.hostKey, sessions, urgent, leases: 0, forget }
    } catch (error) {
      way?.leave()
      throw error
    } finally {
      clearTimeout(slow)
      leave()
    }
  }

  /** A connection of the bastion with room for one channel more, held until `leave`. */
  async #through(bastion: SshBastion, target: SshTarget, options: Shared) {
    const { seat, leave } = this.#channels.allocate(placeOf(bastion))
    try {
      const connection = await this.#findOrDial(bastion, { ...options, hostKey: bastion.hostKey }, seat)
      return {
        shell: connection.shell,
        leave: () => {
          leave()
          this.#release(connection)
        },
      }
    } catch (error) {
      leave()
      throw error instanceof MachineFailure ? asBastionFailure(error, labelOf(target)) : error
    }
  }

  #release(connection: Connection): void {
    connection.leases -= 1
    if (connection.leases === 0) this.#closeWhenIdle(connection)
  }

  #closeWhenIdle(connection: Connection): void {
    clearTimeout(connection.idle)
    connection.idle = setTimeout(() => {
      connection.forget()
      void connection.shell.close()
    }, IDLE_MS)
    connection.idle.unref()
  }

  #forget(connecting: Promise<Connection>): void {
    for (const [key, one] of this.#connections) if (one === connecting) this.#connections.delete(key)
  }
}

async function startIn(
  gate: Semaphore,
  shell: SshShell,
  command: string,
  signal: AbortSignal,
): Promise<Running> {
  const leave = await gate.acquire(signal)
  try {
    const running = await shell.start(command, signal)
    running.ended.then(leave, leave)
    return running
  } catch (error) {
    leave()
    throw error
  }
}

/** The same way again, to the very machines that answered. */
function pinned(target: SshTarget, options: Shared, hostKey: HostKey, bastionKey: HostKey | undefined) {
  const only = ({ fingerprint }: HostKey): HostKeyPolicy => ({ pinned: fingerprint })
  const { bastion } = target
  return {
    target:
      bastion && bastionKey ? { ...target, bastion: { ...bastion, hostKey: only(bastionKey) } } : target,
    options: { ...options, hostKey: only(hostKey) },
  }
}

function placeOf({ address, port, login, allowSha1 = false }: SshTarget): string {
  return digest([address, port, login.user, login.password, login.privateKey, login.passphrase, allowSha1])
}

/** Another password, key, pin or bastion is another connection, or a wrong one would pass unseen. */
function keyOf(target: SshTarget, { hostKey }: Shared, seat: number): string {
  const { bastion } = target
  return digest([placeOf(target), hostKey, seat, bastion && [placeOf(bastion), bastion.hostKey]])
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
