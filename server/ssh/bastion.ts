/**
 * The way through a bastion (jump host): a channel of its connection that leads to the machine behind it. What fails
 * on that way is told as the bastion's, with the machine it was on the way to.
 */
import type { Duplex } from 'node:stream'
import type { ReasonOf } from '@/lib/contract/failure'
import { withDeadline } from '../machine/deadline'
import { MachineFailure } from '../machine/machine'
import type { SshShell } from './ssh-shell'
import { firstLine } from './text'

/** Why a server opens no channel (RFC 4254, section 5.1); a bastion without forwarding may not know its type. */
const REASONS: Readonly<Record<number, ReasonOf<'bastion'>>> = {
  1: 'forwardingDenied',
  2: 'notConnected',
  3: 'forwardingDenied',
  4: 'full',
}

interface Behind {
  address: string
  port: number
  /** Its label, for messages. */
  target: string
}

/** Opens the channel, within `deadlineMs`: a bastion itself waits for minutes where packets are swallowed. */
export async function openBastionChannel(
  bastion: SshShell,
  { address, port, target }: Behind,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const failure = (reason: ReasonOf<'bastion'>, text = '', cause?: unknown) => {
    const facts = { machine: bastion.label, reason, target, text: text || '-', seconds: deadlineMs / 1000 }
    return new MachineFailure('bastion', facts, { cause })
  }
  return withDeadline(Number.POSITIVE_INFINITY, signal, {}, async (gone, abort) => {
    const late = setTimeout(() => abort(failure('noAnswer')), deadlineMs)
    try {
      const way = await bastion.forward(address, port)
      if (gone.aborted) way.destroy()
      return way
    } catch (error) {
      if (error instanceof MachineFailure) throw asBastionFailure(error, target)
      throw failure(reasonOf(error), saidBy(error), error)
    } finally {
      clearTimeout(late)
    }
  })
}

/** The failure of a bastion, as that of whoever wanted to pass. */
export function asBastionFailure(error: MachineFailure, target: string): MachineFailure {
  const lost = error.kind === 'closed' && error.facts.reason === 'ready'
  const facts = { ...error.facts, hop: 'bastion', target, ...(lost && { reason: 'bastion' as const }) }
  return new MachineFailure(error.kind, facts, { cause: error })
}

function reasonOf(error: unknown): ReasonOf<'bastion'> {
  const number = error instanceof Error && 'reason' in error ? Number(error.reason) : 0
  return REASONS[number] ?? 'other'
}

/** What the bastion says of it stands behind ssh2's own words. */
function saidBy(error: unknown): string {
  return error instanceof Error ? firstLine(error.message.replace(/^\(SSH\) Channel open failure: /, '')) : ''
}
