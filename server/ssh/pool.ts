/**
 * A bounded pool of shared SSH connections. All leases with the same user, machine and route share one connection. It
 * is closed after an idle timeout and redialed when it was lost. Connections to bastions come from the same pool; each
 * connection through a bastion has a lease on one.
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

/** OpenSSH allows 10 sessions per connection (`MaxSessions`); two are reserved for urgent commands. */
const SESSIONS = 8
const URGENT_SESSIONS = 2
/** Limit of concurrent handshakes; a higher one only slows down each of them. */
const DIALING = 16
/** A dial that takes longer usually waits for a silent machine; it then no longer counts toward `DIALING`. */
const SLOW_DIAL_MS = 1_000
/** Channels per connection to a bastion. They share one TCP stream, so more channels use a further connection. */
const CHANNELS = 64
const IDLE_MS = 60_000

interface Connection {
  shell: SshShell
  /** Host key of the bastion, if the connection goes through one. */
  bastionKey: HostKey | undefined
  sessions: Semaphore
  urgent: Semaphore
  leases: number
  /** Removes the connection from the pool. */
  forget: () => void
  idle?: NodeJS.Timeout
}

/** A shell on a pooled connection. If the connection is lost, the next command uses a new one. */
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
   * Leases a connection, dialing it if needed. Concurrent calls share one dial; aborting one call does not affect the
   * others. Throws a MachineFailure if the connection or the login fails.
   */
  async open(target: SshTarget, { signal, through: _, ...shared }: DialOptions): Promise<Lease> {
    let connection = await this.#acquire(target, shared, signal)
    const { bastionKey, shell } = connection
    const { hostKey, label } = shell
    const redial = pinned(target, shared, shell.hostKey, bastionKey)
    let open = true
    return {
      label,
      hostKey,
      bastionKey,
      start: async (command, start, urgent) => {
        if (!urgent && !connection.shell.alive) {
          this.#release(connection)
          connection = await this.#acquire(redial.target, redial.options, start)
        }
        return startIn(urgent ? connection.urgent : connection.sessions, connection.shell, command, start)
      },
      close: async () => {
        if (open) this.#release(connection)
        open = false
      },
    }
  }

  /** Closes every connection, leased or not. */
  async closeAll(): Promise<void> {
    const opened = await Promise.allSettled(this.#connections.values())
    this.#connections.clear()
    await Promise.all(opened.map((one) => one.status === 'fulfilled' && one.value.shell.close()))
  }

  async #acquire(target: SshTarget, options: Shared, signal: AbortSignal | undefined): Promise<Connection> {
    const acquiring = this.#findOrDial(target, options)
    try {
      return await raceAbort(acquiring, signal)
    } catch (error) {
      acquiring.then(
        (connection) => this.#release(connection),
        () => undefined,
      )
      throw error
    }
  }

  async #findOrDial(target: SshTarget, options: Shared, index = 0): Promise<Connection> {
    const key = keyOf(target, options, index)
    for (;;) {
      const connecting = this.#connections.get(key) ?? this.#connect(key, target, options, index)
      const connection = await connecting
      if (connection.shell.alive) {
        clearTimeout(connection.idle)
        connection.leases += 1
        return connection
      }
      connection.forget()
    }
  }

  #connect(key: string, target: SshTarget, options: Shared, index: number): Promise<Connection> {
    const forget = () => this.#forget(connecting)
    const connecting = this.#dial(target, options, forget)
    this.#connections.set(key, connecting)
    connecting.then((connection) => {
      // The caller pins a key that was accepted unseen. Its next lookup has that pin and must find this connection.
      const known = pinned(target, options, connection.shell.hostKey, connection.bastionKey)
      const other = keyOf(known.target, known.options, index)
      if (!this.#connections.has(other)) this.#connections.set(other, connecting)
      this.#closeWhenIdle(connection)
    }, forget)
    return connecting
  }

  async #dial(target: SshTarget, options: Shared, forget: () => void): Promise<Connection> {
    // Dial the bastion outside the semaphore, or waiting hosts would deadlock it.
    const bastion = target.bastion && (await this.#through(target.bastion, target, options))
    const release = await this.#dialing.acquire()
    const slow = setTimeout(release, this.slowDialMs)
    try {
      const shell = await dial(target, { ...options, through: bastion?.shell })
      if (bastion) shell.closed.then(bastion.release)
      const [sessions, urgent] = [new Semaphore(SESSIONS), new Semaphore(URGENT_SESSIONS)]
      return { shell, bastionKey: bastion?.shell.hostKey, sessions, urgent, leases: 0, forget }
    } catch (error) {
      bastion?.release()
      throw error
    } finally {
      clearTimeout(slow)
      release()
    }
  }

  /** Leases a connection to the bastion with a free channel, until `release`. */
  async #through(bastion: SshBastion, target: SshTarget, options: Shared) {
    const { index, release } = this.#channels.allocate(loginKey(bastion))
    try {
      const connection = await this.#findOrDial(bastion, { ...options, hostKey: bastion.hostKey }, index)
      return {
        shell: connection.shell,
        release: () => {
          release()
          this.#release(connection)
        },
      }
    } catch (error) {
      release()
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
  semaphore: Semaphore,
  shell: SshShell,
  command: string,
  signal: AbortSignal,
): Promise<Running> {
  const release = await semaphore.acquire(signal)
  try {
    const running = await shell.start(command, signal)
    running.ended.then(release, release)
    return running
  } catch (error) {
    release()
    throw error
  }
}

/** The same target and options, pinned to the host keys that the machines presented. */
function pinned(target: SshTarget, options: Shared, hostKey: HostKey, bastionKey: HostKey | undefined) {
  const only = ({ fingerprint }: HostKey): HostKeyPolicy => ({ pinned: fingerprint })
  const { bastion } = target
  return {
    target:
      bastion && bastionKey ? { ...target, bastion: { ...bastion, hostKey: only(bastionKey) } } : target,
    options: { ...options, hostKey: only(hostKey) },
  }
}

function loginKey({ address, port, login, allowSha1 = false }: SshTarget): string {
  return digest([address, port, login.user, login.password, login.privateKey, login.passphrase, allowSha1])
}

/** Key of the pool. It includes credentials, pin and bastion, or a wrong password or pin would be accepted. */
function keyOf(target: SshTarget, { hostKey }: Shared, index: number): string {
  const { bastion } = target
  return digest([loginKey(target), hostKey, index, bastion && [loginKey(bastion), bastion.hostKey]])
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
