/**
 * A machine reached by SSH: the one place that runs ssh2. The server's key is judged before anything is sent, the login
 * is tried, and from then on the connection is a shell (ssh-shell.ts).
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import ssh2, { type Client, type ConnectConfig } from 'ssh2'
import type { Login } from '@/lib/cluster/cluster'
import { parsePrivateKey } from '@/lib/cluster/private-key'
import type { ReasonOf } from '@/lib/contract/failure'
import { MachineFailure } from '../machine/machine'
import { ShellMachine } from '../machine/shell-machine'
import { loginAttempts } from './authentication'
import { asBastionFailure, openBastionChannel } from './bastion'
import { type DialState, refusedLogin } from './failure'
import {
  type HostKey,
  type HostKeyPolicy,
  judgeHostKey,
  KEY_TYPES,
  type KeyType,
  otherKeyTypes,
  readHostKey,
} from './host-key'
import { SshShell } from './ssh-shell'

/** From the first packet to a shell; a slow name server or PAM needs its time. */
export const DIAL_MS = 20_000
/** Between probes of a silent connection, which is given up after `keepaliveMs * (KEEPALIVE_MISSED + 1)`. */
const KEEPALIVE_MS = 10_000
const KEEPALIVE_MISSED = 3

export interface SshTarget {
  address: string
  port: number
  login: Login
  /** Offer algorithms that use SHA-1 as well. */
  allowSha1?: boolean
  /** The machine that leads there, where it cannot be reached directly. */
  bastion?: SshBastion
}

/** A bastion, with which of its keys is right. */
export interface SshBastion extends Omit<SshTarget, 'bastion'> {
  hostKey: HostKeyPolicy
}

export interface DialOptions {
  hostKey: HostKeyPolicy
  /** For connecting and logging in. */
  dialMs?: number
  keepaliveMs?: number
  /** The bastion's connection. */
  through?: SshShell | undefined
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
 * Connects and logs in. A server has a key of each kind and shows one; where that one is not the pinned key, the
 * others are asked for before the key counts as changed.
 */
export async function dial(target: SshTarget, options: DialOptions): Promise<SshShell> {
  let types: readonly KeyType[] = KEY_TYPES.filter((type) => target.allowSha1 || type !== 'ssh-rsa')
  let changed: MachineFailure | undefined
  for (;;) {
    try {
      return await new Dial(target, options, types).connect()
    } catch (error) {
      if (!(error instanceof MachineFailure) || error.kind !== 'host-key-changed') throw changed ?? error
      changed ??= error
      const others = otherKeyTypes(types, String(error.facts.keyType))
      if (others.length === 0 || others.length === types.length) throw changed
      types = others
    }
  }
}

/** Servers as old as CentOS 6, and small devices, have nothing newer. */
const SHA1_ADDED = { kex: { append: ['diffie-hellman-group14-sha1' as const], prepend: [], remove: [] } }
const SHA1_REMOVED = {
  hmac: { append: [], prepend: [], remove: ['hmac-sha1-etm@openssh.com' as const, 'hmac-sha1' as const] },
}

/** One attempt. */
class Dial {
  readonly #client: Client = new ssh2.Client()
  readonly #dialMs: number
  readonly #state: DialState
  #shown: HostKey = { fingerprint: '', type: '' }

  constructor(
    private readonly target: SshTarget,
    private readonly options: DialOptions,
    private readonly types: readonly KeyType[],
  ) {
    const { login } = target
    const machine = labelOf(target)
    this.#dialMs = options.dialMs ?? DIAL_MS
    const dialSeconds = this.#dialMs / 1000
    this.#state = { machine, phase: 'connecting', ended: false, user: login.user, offered: [], dialSeconds }
  }

  async connect(): Promise<SshShell> {
    const { signal, through } = this.options
    const { address, port } = this.target
    signal?.throwIfAborted()
    const config = this.#config()
    const socket = through ? await this.#way(through) : new Socket()
    this.#keepState(socket)
    const shell = new SshShell(this.#client, socket, this.#state, () => this.#shown)
    const ready = shell.ready(signal)
    if (socket instanceof Socket) socket.connect({ host: address, port, noDelay: true })
    this.#client.connect({ ...config, sock: socket })
    await ready
    return shell
  }

  /** Behind a bastion, the connection is made when the bastion says so. */
  async #way(through: SshShell): Promise<Duplex> {
    const { address, port } = this.target
    const target = this.#state.machine
    const way = await openBastionChannel(
      through,
      { address, port, target },
      this.#dialMs,
      this.options.signal,
    )
    this.#state.lostOnTheWay = () => through.failure && asBastionFailure(through.failure, target)
    this.#state.phase = 'handshake'
    return way
  }

  #config(): ConnectConfig {
    const { login } = this.target
    const key = privateKey(login, this.#state)
    return {
      username: login.user,
      readyTimeout: this.#dialMs,
      keepaliveInterval: this.options.keepaliveMs ?? KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVE_MISSED,
      hostVerifier: (shown: Buffer) => this.#judge(shown),
      // The others in ssh2's own order: curve25519 and AES-GCM first, which OpenSSH has since 6.5 and 6.2.
      algorithms: {
        serverHostKey: [...this.types],
        ...(this.target.allowSha1 ? SHA1_ADDED : SHA1_REMOVED),
      },
      authHandler: loginAttempts(login, key, this.#state, (reason) => this.#giveUp(reason)),
    }
  }

  #keepState(socket: Duplex): void {
    const state = this.#state
    socket.once('end', () => {
      state.ended = true
    })
    socket.once('connect', () => {
      state.phase = 'handshake'
    })
    this.#client.once('handshake', () => {
      state.phase = 'login'
    })
    this.#client.on('change password', () => this.#giveUp('passwordExpired'))
  }

  #judge(shown: Buffer): boolean {
    const { address, port } = this.target
    this.#shown = readHostKey(shown)
    const place = { machine: this.#state.machine, address, port }
    const failure = judgeHostKey(this.#shown, this.options.hostKey, place)
    if (failure) this.#state.found = failure
    return !failure
  }

  #giveUp(reason: ReasonOf<'auth'>): void {
    this.#state.found ??= refusedLogin(this.#state, reason)
    this.#client.end()
    this.#client.destroy()
  }
}

/** Parses the key before anything is dialed: what is wrong with it is no fault of the server. */
function privateKey({ privateKey: text, passphrase }: Login, state: DialState) {
  if (text === undefined) return undefined
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (!(parsed instanceof Error)) return parsed
  const form = parsePrivateKey(text)
  const encrypted = form.kind === 'key' && form.encrypted
  const reason = !encrypted ? 'keyUnreadable' : passphrase ? 'passphraseWrong' : 'passphraseMissing'
  throw refusedLogin(state, reason, parsed)
}
