/**
 * A machine reached by SSH: the one place that imports ssh2. A connection's host key is judged before anything is
 * sent, its login is tried, and from then on it is a shell that runs commands until it is closed or lost.
 */
import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { constants as os } from 'node:os'
import ssh2, { type Client, type ClientChannel, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2'
import type { Login } from '@/lib/cluster/cluster'
import { readKey } from '@/lib/cluster/private-key'
import type { ReasonOf } from '@/lib/contract/failure'
import { forAnyShell } from './login-shell'
import { MachineFailure } from './machine'
import { newMark, readMark } from './mark'
import { killScript, type Running, type Shell } from './shell'
import { ShellMachine } from './shell-machine'
import { type DialState, refusedLogin, sshFailure } from './ssh-failure'
import { loginAttempts } from './ssh-login'

/** From the first packet to a shell; a slow name server or PAM needs its time. */
export const DIAL_MS = 20_000
/** A connection that answers nothing is given up after KEEPALIVE_MS * (KEEPALIVE_MISSED + 1). */
const KEEPALIVE_MS = 10_000
const KEEPALIVE_MISSED = 3
const CLOSE_MS = 2_000

export interface SshTarget {
  address: string
  port: number
  login: Login
}

/** Which host key is right: the pinned one; without a pin the first one seen, or none. */
export interface HostKeyPolicy {
  /** `SHA256:…`, as OpenSSH prints it. */
  pinned?: string
  /** Take an unknown key. A changed one is refused all the same. */
  acceptUnknown?: boolean
}

export interface HostKey {
  fingerprint: string
  /** Such as `ssh-ed25519`. */
  type: string
}

export interface DialOptions {
  hostKey: HostKeyPolicy
  dialMs?: number
  signal?: AbortSignal
}

export const labelOf = ({ address, port, login }: SshTarget) => `${login.user}@${address}:${port}`

/** One machine over one connection of its own. */
export class SshMachine extends ShellMachine {
  private constructor(private readonly connection: SshShell) {
    super(connection)
  }

  get hostKey(): HostKey {
    return this.connection.hostKey
  }

  static async connect(target: SshTarget, options: DialOptions): Promise<SshMachine> {
    return new SshMachine(await dial(target, options))
  }
}

/**
 * Connects and logs in. A server has a key of each kind and ssh2 asks for one; where that one is not the pinned key,
 * the others are asked for before the key counts as changed.
 */
export async function dial(target: SshTarget, options: DialOptions): Promise<SshShell> {
  const others = new Set(KEY_TYPES)
  let changed: MachineFailure | undefined
  for (;;) {
    try {
      return await dialOnce(target, options, [...others])
    } catch (failure) {
      if (!(failure instanceof MachineFailure) || failure.kind !== 'host-key-changed')
        throw changed ?? failure
      changed ??= failure
      for (const type of sameKey(String(failure.facts.keyType))) others.delete(type)
      if (others.size === 0) throw changed
    }
  }
}

const KEY_TYPES: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
]

/** An RSA key is one key under three names of signatures. */
function sameKey(type: string): ServerHostKeyAlgorithm[] {
  return KEY_TYPES.filter((known) => (type === 'ssh-rsa' ? known.includes('rsa-') : known === type))
}

async function dialOnce(
  target: SshTarget,
  options: DialOptions,
  keyTypes: ServerHostKeyAlgorithm[],
): Promise<SshShell> {
  const dialMs = options.dialMs ?? DIAL_MS
  const state: DialState = {
    machine: labelOf(target),
    phase: 'connecting',
    ended: false,
    user: target.login.user,
    offered: [],
    dialSeconds: dialMs / 1000,
  }
  const key = privateKey(target.login, state)
  options.signal?.throwIfAborted()
  const socket = new Socket()
  socket.once('end', () => {
    state.ended = true
  })
  socket.once('connect', () => {
    state.phase = 'handshake'
  })
  const client = new ssh2.Client()
  const giveUp = (reason: ReasonOf<'auth'>) => {
    state.found ??= refusedLogin(state, reason)
    client.end()
    client.destroy()
  }
  client.on('change password', () => giveUp('passwordExpired'))
  client.on('handshake', () => {
    state.phase = 'login'
  })
  const verified = verifier(target, options.hostKey, state)
  const config: ConnectConfig = {
    sock: socket,
    username: target.login.user,
    readyTimeout: dialMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSED,
    hostVerifier: verified.judge,
    algorithms: {
      serverHostKey: keyTypes,
      // Servers of the age of CentOS 6 and small devices have nothing newer.
      kex: { append: ['diffie-hellman-group14-sha1'], prepend: [], remove: [] },
    },
    authHandler: loginAttempts(target.login, key, state, giveUp),
  }
  const shell = new SshShell(client, socket, state, verified)
  const ready = shell.ready(options.signal)
  socket.connect({ host: target.address, port: target.port, noDelay: true })
  client.connect(config)
  await ready
  return shell
}

/** Parses the key before anything is dialed: what is wrong with it is no fault of the server. */
function privateKey({ privateKey: text, passphrase }: Login, state: DialState) {
  if (text === undefined) return undefined
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (!(parsed instanceof Error)) return parsed
  const form = readKey(text)
  const encrypted = form.kind === 'key' && form.encrypted
  const reason = !encrypted ? 'keyUnreadable' : passphrase ? 'passphraseWrong' : 'passphraseMissing'
  throw refusedLogin(state, reason, parsed)
}

interface Verified {
  judge: (key: Buffer) => boolean
  key: () => HostKey
}

function verifier({ address, port }: SshTarget, policy: HostKeyPolicy, state: DialState): Verified {
  let seen: HostKey = { fingerprint: '', type: '' }
  const judge = (key: Buffer) => {
    seen = { fingerprint: fingerprintOf(key), type: keyTypeOf(key) }
    const { pinned, acceptUnknown } = policy
    if (pinned ? pinned === seen.fingerprint : acceptUnknown) return true
    state.found = new MachineFailure(pinned ? 'host-key-changed' : 'host-key-unknown', {
      machine: state.machine,
      address,
      port,
      fingerprint: seen.fingerprint,
      keyType: seen.type,
      ...(pinned ? { pinned } : {}),
    })
    return false
  }
  return { judge, key: () => seen }
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** A public key begins with the name of its type, its length before it (RFC 4253, section 6.6). */
function keyTypeOf(key: Buffer): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0))
}

/** A connection that is logged in. */
export class SshShell implements Shell {
  readonly label: string
  /** Resolves when the connection is gone, with why. */
  readonly closed: Promise<MachineFailure>
  #lost: MachineFailure | undefined
  #gone = false

  constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    private readonly state: DialState,
    private readonly verified: Verified,
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
    return this.verified.key()
  }

  get alive(): boolean {
    return !this.#gone && !this.#lost && this.socket.writable
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
    const mark = newMark()
    const channel = await this.#open(forAnyShell(`echo ${mark} $$; ${command}`), signal)
    const ended = this.#ended(channel)
    ended.catch(() => undefined)
    const { before, rest } = await readMark(channel, mark, signal).catch((reason: unknown) => {
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

  async close(): Promise<void> {
    if (this.#gone) return
    this.client.end()
    const insist = setTimeout(() => this.socket.destroy(), CLOSE_MS)
    await this.closed
    clearTimeout(insist)
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
    const said: Buffer[] = [before]
    channel.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    channel.close()
    await ended.catch(() => undefined)
    if (!this.alive) return this.#failure()
    const text = firstLine(Buffer.concat(said).toString('utf8'))
    return new MachineFailure('protocol', { machine: this.label, reason: 'noShell', text })
  }

  #kill(channel: ClientChannel, group: number): void {
    const gone = () => channel.close()
    if (!this.alive) return
    this.client.exec(forAnyShell(killScript(group)), (error, killer) => {
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
    return this.#lost ?? this.state.found ?? new MachineFailure('closed', { machine, phase, reason: phase })
  }
}

function signalNumber(name: string | undefined): number {
  const found = Object.entries(os.signals).find(([known]) => known === name)
  return found?.[1] ?? os.signals.SIGKILL
}

/** The first line that says something, made fit for a message. */
function firstLine(text: string): string {
  const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== '') ?? ''
  return [...line.trim()]
    .filter((character) => character >= ' ')
    .slice(0, 200)
    .join('')
}
