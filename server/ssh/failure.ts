/** Maps errors of ssh2 and of sockets to failures, by their codes and the phase of the connection. */
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { MachineFailure } from '../machine/machine'

type DialPhase = 'connecting' | 'handshake' | 'login' | 'ready'

/** State of a connection; updated while it is dialed. */
export interface DialState {
  machine: string
  phase: DialPhase
  /** The server closed the connection. */
  ended: boolean
  user: string
  /** Authentication methods that the server offers; empty until it reports them. */
  offered: readonly string[]
  dialSeconds: number
  /** A failure detected while dialing; it takes precedence over the error that follows. */
  found?: MachineFailure
  /** For a connection through a bastion: why the bastion's connection was lost, if it was. */
  bastionFailure?: () => MachineFailure | undefined
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

/** Maps an error of the connection to a failure. */
export function sshFailure(error: unknown, state: DialState): MachineFailure {
  const known = state.found ?? state.bastionFailure?.()
  if (known) return known
  const { code, level } = errorCodes(error)
  const { machine, phase } = state
  const kind = socketKind(error)
  if (kind === 'timeout' || level === 'client-timeout') return timedOut(state, error)
  if (kind) return new MachineFailure(kind, { machine, phase, reason: phase }, { cause: error })
  if (level === 'client-authentication') return refusedLogin(state, 'refused', error)
  // A disconnect message has a numeric `code`. Servers send "too many failures" with the same code as others.
  if (typeof code === 'number' && phase === 'login') return refusedLogin(state, 'tooMany', error)
  if (typeof code === 'number' || state.ended || phase === 'ready')
    return new MachineFailure('closed', { machine, phase, reason: phase }, { cause: error })
  return new MachineFailure(
    'protocol',
    { machine, phase, reason: protocolReason(error, level, phase) },
    { cause: error },
  )
}

/** An `auth` failure with the methods that the server offers. */
export function refusedLogin(
  state: DialState,
  reason: MachineFailureReason<'auth'>,
  cause?: unknown,
): MachineFailure {
  const { machine, user, offered } = state
  return new MachineFailure('auth', { machine, user, methods: offered.join(', ') || '-', reason }, { cause })
}

function timedOut(state: DialState, cause: unknown): MachineFailure {
  const { machine, phase, dialSeconds } = state
  return new MachineFailure('timeout', { machine, phase, reason: phase, seconds: dialSeconds }, { cause })
}

/** ssh2 has no code for "no matching algorithm"; the text is ssh2's own, not the server's. */
function protocolReason(
  error: unknown,
  level: string | undefined,
  phase: DialPhase,
): MachineFailureReason<'protocol'> {
  const text = error instanceof Error ? error.message : ''
  if (level === 'handshake') return /no matching/i.test(text) ? 'noCommonAlgorithm' : 'handshake'
  // Encrypted packets come from the verified server; ssh2 rejects packets of more than 35,000 bytes.
  return phase === 'login' ? 'brokenPacket' : 'notSsh'
}

/** A name with several addresses fails with one error each; the attempt that got furthest is the most informative. */
const FURTHEST_FIRST = ['refused', 'closed', 'timeout', 'unreachable', 'dns'] as const

function socketKind(error: unknown) {
  const errors = error instanceof AggregateError ? error.errors : [error]
  const kinds = errors.map((one) => BY_CODE[String(errorCodes(one).code)])
  return FURTHEST_FIRST.find((kind) => kinds.includes(kind))
}

function errorCodes(error: unknown): { code?: unknown; level?: string } {
  if (typeof error !== 'object' || error === null) return {}
  const code = 'code' in error ? error.code : undefined
  const level = 'level' in error && typeof error.level === 'string' ? error.level : undefined
  return level === undefined ? { code } : { code, level }
}
