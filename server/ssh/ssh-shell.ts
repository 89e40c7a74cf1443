/** An SSH connection as a shell: each command runs in its own session, until the connection is closed or lost. */
import { constants as os } from 'node:os'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, ClientChannel } from 'ssh2'
import { HeadBuffer } from '../machine/head-buffer'
import { wrapForLoginShell } from '../machine/login-shell'
import { MachineFailure } from '../machine/machine'
import { newSentinel, readToSentinel } from '../machine/sentinel'
import { killScript, type Running, type Shell } from '../machine/shell'
import { type DialState, sshFailure } from './failure'
import { firstLine } from './first-line'
import type { HostKey } from './host-key'

const CLOSE_MS = 2_000

/** Created before the connection, so that every error of it has a listener; usable once `ready` resolves. */
export class SshShell implements Shell {
  readonly label: string
  /** Resolves with the reason when the connection has ended. */
  readonly closed: Promise<MachineFailure>
  #lost: MachineFailure | undefined
  #isClosed = false

  constructor(
    private readonly client: Client,
    private readonly socket: Duplex,
    private readonly state: DialState,
    private readonly presentedKey: () => HostKey,
  ) {
    this.label = state.machine
    client.on('error', (error) => {
      this.#lost ??= sshFailure(error, state)
    })
    this.closed = new Promise((resolve) => {
      client.once('close', () => {
        this.#isClosed = true
        resolve(this.#failure())
      })
    })
  }

  get hostKey(): HostKey {
    return this.presentedKey()
  }

  get alive(): boolean {
    return !this.#isClosed && !this.#lost && this.socket.writable
  }

  /** Why the connection was lost; undefined while it is alive. */
  get failure(): MachineFailure | undefined {
    return this.alive ? undefined : this.#failure()
  }

  /** Resolves after the login. Rejects with a MachineFailure, or with the signal's reason. */
  ready(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.client.destroy()
        this.socket.destroy()
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.client.once('ready', () => {
        this.state.phase = 'ready'
        signal?.removeEventListener('abort', abort)
        resolve()
      })
      this.client.once('error', () => {
        this.socket.destroy()
        reject(this.#failure())
      })
      this.closed.then(reject)
    })
  }

  async start(command: string, signal: AbortSignal): Promise<Running> {
    const sentinel = newSentinel()
    const channel = await this.#open(wrapForLoginShell(`echo ${sentinel} $$; ${command}`), signal)
    const ended = this.#ended(channel)
    ended.catch(() => undefined)
    const { before, rest } = await readToSentinel(channel, sentinel, signal).catch((reason: unknown) => {
      channel.close()
      throw reason
    })
    if (rest === undefined) throw await this.#notStarted(channel, before, ended)
    const group = Number(rest)
    return {
      stdin: channel,
      stdout: channel,
      stderr: channel.stderr,
      group,
      preamble: before,
      ended,
      kill: () => this.#kill(channel, group),
    }
  }

  /** Opens a forwarded channel to another address. Rejects with ssh2's own error if the server denies it. */
  forward(address: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      if (!this.alive) throw this.#failure()
      this.client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error) return reject(this.alive ? error : this.#failure())
        // End our side when the other side ends: a half-open channel would never be closed.
        channel.on('error', () => undefined).on('end', () => channel.end())
        resolve(channel)
      })
    })
  }

  /** Resolves after `CLOSE_MS` at the latest, even if the server or a bastion no longer responds. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.client.end()
    const forceClose = sleep(CLOSE_MS, undefined, { ref: false }).then(() => this.socket.destroy())
    await Promise.race([this.closed, forceClose])
  }

  #open(command: string, signal: AbortSignal): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      if (!this.alive) throw this.#failure()
      const abort = () => reject(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      this.client.exec(command, (error, channel) => {
        signal.removeEventListener('abort', abort)
        if (signal.aborted) channel?.close()
        else if (error) reject(this.alive ? this.#refused(error) : this.#failure())
        else resolve(channel)
      })
    })
  }

  /** ssh2 closes a channel when standard output is read, even if standard error is not. */
  async #ended(channel: ClientChannel): Promise<number> {
    const errorsRead = new Promise((resolve) => channel.stderr.once('close', resolve))
    const code = await this.#closed(channel)
    await errorsRead
    return code
  }

  #closed(channel: ClientChannel): Promise<number> {
    return new Promise((resolve, reject) => {
      channel.on('error', () => undefined)
      channel.on('close', (code?: number | null, signal?: string) => {
        if (typeof code === 'number') resolve(code)
        else if (code === null) resolve(128 + signalNumber(signal))
        else reject(this.#failure())
      })
    })
  }

  /** The login shell exited without running the command: a forced command, an expired password, `nologin`. */
  async #notStarted(channel: ClientChannel, before: Buffer, ended: Promise<number>): Promise<MachineFailure> {
    const output = new HeadBuffer()
    output.push(before)
    channel.stderr.on('data', (chunk: Buffer) => {
      if (!output.isTooLong) output.push(chunk)
    })
    channel.close()
    await ended.catch(() => undefined)
    if (!this.alive) return this.#failure()
    const text = firstLine(output.bytes.toString('utf8'))
    return new MachineFailure('protocol', { machine: this.label, reason: 'noShell', text })
  }

  #kill(channel: ClientChannel, group: number): void {
    const close = () => channel.close()
    if (!this.alive) return
    this.client.exec(wrapForLoginShell(killScript(group)), (error, killer) => {
      if (error) return close()
      killer.on('error', () => undefined).on('close', close)
      killer.resume()
      killer.stderr.resume()
    })
  }

  #refused(cause: Error): MachineFailure {
    return new MachineFailure('protocol', { machine: this.label, reason: 'sessionRefused' }, { cause })
  }

  #failure(): MachineFailure {
    const { machine, phase } = this.state
    const known = this.#lost ?? this.state.found ?? this.state.bastionFailure?.()
    return known ?? new MachineFailure('closed', { machine, phase, reason: phase })
  }
}

function signalNumber(name: string | undefined): number {
  const found = Object.entries(os.signals).find(([known]) => known === name)
  return found?.[1] ?? os.signals.SIGKILL
}
