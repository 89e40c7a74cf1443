/** What an error of ssh2 or of a socket means, told from its codes and from how far the connection had come. */
import type { ReasonOf } from '@/lib/contract/failure'
import { MachineFailure } from '../machine/machine'

type DialPhase = 'connecting' | 'handshake' | 'login' | 'ready'

/** How far a connection has come, kept up to date while it is dialed. */
export interface DialState {
  machine: string
  phase: DialPhase
  /** The other side ended the connection. */
  ended: boolean
  user: string
  /** Login methods that the server offers, once it has said. */
  offered: readonly string[]
  dialSeconds: number
  /** Found while dialing, and then the reason of whatever error follows. */
  found?: MachineFailure
  /** Where the connection leads through another one: why that one is gone, once it is. */
  lostOnTheWay?: () => MachineFailure | undefined
}

const BY_CODE: Record<string, 'dns' | 'refused' | 'unreachable' | 'timeout' | 'closed'> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
}

/** The failure behind an error of the connection. */
export function sshFailure(error: unknown, state: DialState): MachineFailure {
  const known = state.found ?? state.lostOnTheWay?.()
  if (known) return known
  const { code, level } = marks(error)
  const { machine, phase } = state
  const kind = socketKind(error)
  if (kind === 'timeout' || level === 'client-timeout') return timedOut(state, error)
  if (kind) return new MachineFailure(kind, { machine, phase, reason: phase }, { cause: error })
  if (level === 'client-authentication') return refusedLogin(state, 'refused', error)
  // A disconnect message of the server carries its number as `code`; "too many failures" is sent as any other.
  if (typeof code === 'number' && phase === 'login') return refusedLogin(state, 'tooMany', error)
  if (typeof code === 'number' || state.ended || phase === 'ready')
    return new MachineFailure('closed', { machine, phase, reason: phase }, { cause: error })
  return new MachineFailure(
    'protocol',
    { machine, phase, reason: protocolReason(error, level, phase) },
    { cause: error },
  )
}

export function refusedLogin(state: DialState, reason: ReasonOf<'auth'>, cause?: unknown): MachineFailure {
  const { machine, user, offered } = state
  return new MachineFailure('auth', { machine, user, methods: offered.join(', ') || '-', reason }, { cause })
}

function timedOut(state: DialState, cause: unknown): MachineFailure {
  const { machine, phase, dialSeconds } = state
  return new MachineFailure('timeout', { machine, phase, reason: phase, seconds: dialSeconds }, { cause })
}

/** ssh2 has no code for "nothing in common"; the words are its own, not the server's. */
function protocolReason(error: unknown, level: string | undefined, phase: DialPhase): ReasonOf<'protocol'> {
  const text = error instanceof Error ? error.message : ''
  if (level === 'handshake') return /no matching/i.test(text) ? 'noCommonAlgorithm' : 'handshake'
  // What was encrypted came from the server whose key was judged; ssh2 gives up on packets beyond 35,000 bytes.
  return phase === 'login' ? 'brokenPacket' : 'notSsh'
}

/** A name with several addresses fails with all their errors at once; the one that got furthest tells most. */
const FURTHEST_FIRST = ['refused', 'closed', 'timeout', 'unreachable', 'dns'] as const

function socketKind(error: unknown) {
  const errors = error instanceof AggregateError ? error.errors : [error]
  const kinds = errors.map((one) => BY_CODE[String(marks(one).code)])
  return FURTHEST_FIRST.find((kind) => kinds.includes(kind))
}

function marks(error: unknown): { code?: unknown; level?: string } {
  if (typeof error !== 'object' || error === null) return {}
  const code = 'code' in error ? error.code : undefined
  const level = 'level' in error && typeof error.level === 'string' ? error.level : undefined
  return level === undefined ? { code } : { code, level }
}
