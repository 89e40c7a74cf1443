/**
 * Connects to a machine by SSH. The host key is verified before any credential is sent. After the login, the connection
 * is a shell (ssh-shell.ts).
 */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import ssh2, { type Client, type ConnectConfig } from 'ssh2'
import type { Login } from '@/lib/cluster/cluster'
import { parsePrivateKey } from '@/lib/cluster/private-key'
import { formatEndpoint } from '@/lib/network/address'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { MachineFailure } from '../machine/machine'
import { ShellMachine } from '../machine/shell-machine'
import { loginAttempts } from './authentication'
import { asBastionFailure, openBastionChannel } from './bastion'
import { type DialState, refusedLogin } from './failure'
import {
  type HostKey,
  type HostKeyPolicy,
  KEY_TYPES,
  type KeyType,
  otherKeyTypes,
  readHostKey,
  verifyHostKey,
} from './host-key'
import { SshShell } from './ssh-shell'

/** Timeout from the first packet to a usable connection; allows for a slow name server or PAM. */
export const DIAL_MS = 20_000
/** Interval between probes of an idle connection, which is closed after `keepaliveMs * (KEEPALIVE_MISSED + 1)`. */
const KEEPALIVE_MS = 10_000
const KEEPALIVE_MISSED = 3

export interface SshTarget {
  address: string
  port: number
  login: Login
  /** Offer algorithms that use SHA-1 as well. */
  allowSha1?: boolean
  /** The jump host, if the machine is not reached directly. */
  bastion?: SshBastion
}

/** A bastion with its host key policy. */
export interface SshBastion extends Omit<SshTarget, 'bastion'> {
  hostKey: HostKeyPolicy
}

export interface DialOptions {
  hostKey: HostKeyPolicy
  /** Timeout for connecting and logging in. */
  dialMs?: number
  keepaliveMs?: number
  /** The connection to the bastion. */
  through?: SshShell | undefined
  signal?: AbortSignal
}

/** `user@address:port`, for messages. */
export const labelOf = ({ address, port, login }: SshTarget) =>
  `${login.user}@${formatEndpoint(address, port)}`

/** A machine on a connection of its own, outside the pool. */
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
 * Connects and logs in. A server may have a key of each type and presents one. If that is not the pinned key, the other
 * types are requested before the key counts as changed.
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

/** Servers as old as CentOS 6, and small devices, support no newer algorithm. */
const SHA1_ADDED = { kex: { append: ['diffie-hellman-group14-sha1' as const], prepend: [], remove: [] } }
const SHA1_REMOVED = {
  hmac: { append: [], prepend: [], remove: ['hmac-sha1-etm@openssh.com' as const, 'hmac-sha1' as const] },
}

/** One connection attempt with a given set of host key types. */
class Dial {
  readonly #client: Client = new ssh2.Client()
  readonly #dialMs: number
  readonly #state: DialState
  #hostKey: HostKey = { fingerprint: '', type: '' }

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
    const socket = through ? await this.#openChannel(through) : new Socket()
    this.#trackState(socket)
    const shell = new SshShell(this.#client, socket, this.#state, () => this.#hostKey)
    const ready = shell.ready(signal)
    if (socket instanceof Socket) socket.connect({ host: address, port, noDelay: true })
    this.#client.connect({ ...config, sock: socket })
    await ready
    return shell
  }

  /** Opens the channel through the bastion; the connection counts as established once the channel is open. */
  async #openChannel(through: SshShell): Promise<Duplex> {
    const { address, port } = this.target
    const target = this.#state.machine
    const channel = await openBastionChannel(
      through,
      { address, port, target },
      this.#dialMs,
      this.options.signal,
    )
    this.#state.bastionFailure = () => through.failure && asBastionFailure(through.failure, target)
    this.#state.phase = 'handshake'
    return channel
  }

  #config(): ConnectConfig {
    const { login } = this.target
    const key = privateKey(login, this.#state)
    return {
      username: login.user,
      readyTimeout: this.#dialMs,
      keepaliveInterval: this.options.keepaliveMs ?? KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVE_MISSED,
      hostVerifier: (key: Buffer) => this.#verify(key),
      // Other algorithms stay in ssh2's order: curve25519 and AES-GCM first, which OpenSSH has since 6.5 and 6.2.
      algorithms: {
        serverHostKey: [...this.types],
        ...(this.target.allowSha1 ? SHA1_ADDED : SHA1_REMOVED),
      },
      authHandler: loginAttempts(login, key, this.#state, (reason) => this.#giveUp(reason)),
    }
  }

  #trackState(socket: Duplex): void {
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

  #verify(key: Buffer): boolean {
    const { address, port } = this.target
    this.#hostKey = readHostKey(key)
    const facts = { machine: this.#state.machine, address, port }
    const failure = verifyHostKey(this.#hostKey, this.options.hostKey, facts)
    if (failure) this.#state.found = failure
    return !failure
  }

  #giveUp(reason: MachineFailureReason<'auth'>): void {
    this.#state.found ??= refusedLogin(this.#state, reason)
    this.#client.end()
    this.#client.destroy()
  }
}

/** Parses the key before dialing, so that an invalid key is not reported as a failure of the server. */
function privateKey({ privateKey: text, passphrase }: Login, state: DialState) {
  if (text === undefined) return undefined
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (!(parsed instanceof Error)) return parsed
  const form = parsePrivateKey(text)
  const encrypted = form.kind === 'key' && form.encrypted
  const reason = !encrypted ? 'keyUnreadable' : passphrase ? 'passphraseWrong' : 'passphraseMissing'
  throw refusedLogin(state, reason, parsed)
}
