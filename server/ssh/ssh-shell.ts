/** An SSH connection as a shell: each command has a session of its own over it, until it is closed or lost. */
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
import type { HostKey } from './host-key'
import { firstLine } from './text'

const CLOSE_MS = 2_000

/** Made before the connection is, so that no error of it goes unheard; usable once `ready` has resolved. */
export class SshShell implements Shell {
  readonly label: string
  /** Resolves when the connection is gone, with why. */
  readonly closed: Promise<MachineFailure>
  #lost: MachineFailure | undefined
  #gone = false

  constructor(
    private readonly client: Client,
    private readonly socket: Duplex,
    private readonly state: DialState,
    private readonly seenKey: () => HostKey,
  ) {
    this.label = state.machine
    client.on('error', (error) => {
      this.#lost ??= sshFailure(error, state)
    })
    this.closed = new Promise((resolve) => {
      client.once('close', () => {
        this.#gone = true
        resolve(this.#failure())
      })
    })
  }

  get hostKey(): HostKey {
    return this.seenKey()
  }

  get alive(): boolean {
    return !this.#gone && !this.#lost && this.socket.writable
  }

  /** Why it is no longer alive; undefined while it is. */
  get failure(): MachineFailure | undefined {
    return this.alive ? undefined : this.#failure()
  }

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
    const mark = newSentinel()
    const channel = await this.#open(wrapForLoginShell(`echo ${mark} $$; ${command}`), signal)
    const ended = this.#ended(channel)
    ended.catch(() => undefined)
    const { before, rest } = await readToSentinel(channel, mark, signal).catch((reason: unknown) => {
      channel.close()
      throw reason
    })
    if (rest === undefined) throw await this.#neverBegan(channel, before, ended)
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

  /** Opens a channel through this connection to another address; how it was refused is left as ssh2 says it. */
  forward(address: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      if (!this.alive) throw this.#failure()
      this.client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error) return reject(this.alive ? error : this.#failure())
        // Its own end is the other side's: a half-open channel would never be closed.
        channel.on('error', () => undefined).on('end', () => channel.end())
        resolve(channel)
      })
    })
  }

  /** Resolves after a while even where the other side, or a bastion before it, no longer answers. */
  async close(): Promise<void> {
    if (this.#gone) return
    this.client.end()
    const late = sleep(CLOSE_MS, undefined, { ref: false }).then(() => this.socket.destroy())
    await Promise.race([this.closed, late])
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

  /** ssh2 closes a channel when its standard output is read, whether or not standard error is. */
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

  /** The login shell ended, or never passed our command on: a forced command, an expired password, `nologin`. */
  async #neverBegan(channel: ClientChannel, before: Buffer, ended: Promise<number>): Promise<MachineFailure> {
    const said = new HeadBuffer()
    said.push(before)
    channel.stderr.on('data', (chunk: Buffer) => {
      if (!said.isTooLong) said.push(chunk)
    })
    channel.close()
    await ended.catch(() => undefined)
    if (!this.alive) return this.#failure()
    const text = firstLine(said.bytes.toString('utf8'))
    return new MachineFailure('protocol', { machine: this.label, reason: 'noShell', text })
  }

  #kill(channel: ClientChannel, group: number): void {
    const gone = () => channel.close()
    if (!this.alive) return
    this.client.exec(wrapForLoginShell(killScript(group)), (error, killer) => {
      if (error) return gone()
      killer.on('error', () => undefined).on('close', gone)
      killer.resume()
      killer.stderr.resume()
    })
  }

  #refused(cause: Error): MachineFailure {
    return new MachineFailure('protocol', { machine: this.label, reason: 'sessionRefused' }, { cause })
  }

  #failure(): MachineFailure {
    const { machine, phase } = this.state
    const known = this.#lost ?? this.state.found ?? this.state.lostOnTheWay?.()
    return known ?? new MachineFailure('closed', { machine, phase, reason: phase })
  }
}

function signalNumber(name: string | undefined): number {
  const found = Object.entries(os.signals).find(([known]) => known === name)
  return found?.[1] ?? os.signals.SIGKILL
}
