/**
 * SSH connections, shared and bounded. One connection serves everybody who reaches the same user of the same machine
 * in the same way; it is closed when nobody has used it for a while, and dialed again when it is found dead.
 */
import { createHash } from 'node:crypto'
import { Gate } from './gate'
import type { Running, Shell } from './shell'
import { type DialOptions, dial, type SshTarget } from './ssh'
import type { HostKey } from './ssh-host-key'
import type { SshShell } from './ssh-shell'
import { orAborted } from './within'

/** OpenSSH admits 10 sessions a connection (`MaxSessions`); two are for ending what must not wait. */
const SESSIONS = 8
const URGENT_SESSIONS = 2
/** Handshakes cost both sides; more at once only make each of them slower. */
const DIALING = 16
const IDLE_MS = 60_000

interface Connection {
  key: string
  shell: SshShell
  sessions: Gate
  urgent: Gate
  leases: number
  idle?: NodeJS.Timeout
}

/** Somebody's hold on a connection: a shell that outlives the connection under it. */
export interface Lease extends Shell {
  readonly hostKey: HostKey
}

export class SshPool {
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #dialing = new Gate(DIALING)

  /**
   * Throws a MachineFailure where the machine cannot be reached or does not let us in. Whoever comes while it is
   * dialed waits for the same connection, and nobody's leaving spoils it for the others.
   */
  async open(target: SshTarget, options: DialOptions): Promise<Lease> {
    const { signal, ...shared } = options
    let connection = await this.#take(target, shared, signal)
    const { hostKey, label } = connection.shell
    const again = { ...shared, hostKey: { pinned: hostKey.fingerprint } }
    let open = true
    return {
      label,
      hostKey,
      start: async (command, begin, urgent) => {
        if (!urgent && !connection.shell.alive) {
          this.#giveBack(connection)
          connection = await this.#take(target, again, begin)
        }
        return startIn(urgent ? connection.urgent : connection.sessions, connection.shell, command, begin)
      },
      close: async () => {
        if (open) this.#giveBack(connection)
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

  async #take(target: SshTarget, options: DialOptions, signal: AbortSignal | undefined): Promise<Connection> {
    const taking = this.#obtain(target, options)
    try {
      return await orAborted(taking, signal)
    } catch (error) {
      taking.then(
        (connection) => this.#giveBack(connection),
        () => undefined,
      )
      throw error
    }
  }

  async #obtain(target: SshTarget, options: DialOptions): Promise<Connection> {
    const key = keyOf(target, options)
    for (;;) {
      const connecting = this.#connections.get(key) ?? this.#connect(key, target, options)
      const connection = await connecting
      if (connection.shell.alive) {
        clearTimeout(connection.idle)
        connection.leases += 1
        return connection
      }
      if (this.#connections.get(key) === connecting) this.#connections.delete(key)
    }
  }

  #connect(key: string, target: SshTarget, options: DialOptions): Promise<Connection> {
    const connecting = this.#dialing.enter().then(async (leave) => {
      try {
        const shell = await dial(target, options)
        return { key, shell, sessions: new Gate(SESSIONS), urgent: new Gate(URGENT_SESSIONS), leases: 0 }
      } finally {
        leave()
      }
    })
    this.#connections.set(key, connecting)
    connecting.then(
      (connection) => this.#closeWhenIdle(connection),
      () => this.#connections.delete(key),
    )
    return connecting
  }

  #giveBack(connection: Connection): void {
    connection.leases -= 1
    if (connection.leases === 0) this.#closeWhenIdle(connection)
  }

  #closeWhenIdle(connection: Connection): void {
    clearTimeout(connection.idle)
    connection.idle = setTimeout(() => {
      this.#connections.delete(connection.key)
      void connection.shell.close()
    }, IDLE_MS)
    connection.idle.unref()
  }
}

async function startIn(gate: Gate, shell: SshShell, command: string, signal: AbortSignal): Promise<Running> {
  const leave = await gate.enter(signal)
  try {
    const running = await shell.start(command, signal)
    running.ended.then(leave, leave)
    return running
  } catch (error) {
    leave()
    throw error
  }
}

/** Another password, key or pin is another connection, or a wrong one would pass unseen. */
function keyOf({ address, port, login }: SshTarget, { hostKey }: DialOptions): string {
  const parts = [address, port, login.user, login.password, login.privateKey, login.passphrase, hostKey]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
