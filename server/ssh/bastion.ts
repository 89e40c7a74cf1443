/**
 * Forwards a connection through a bastion (jump host): a channel of its connection to the target. Failures on the route
 * are reported as the bastion's and name the target.
 */
import type { Duplex } from 'node:stream'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { withDeadline } from '../machine/deadline'
import { MachineFailure } from '../machine/machine'
import { firstLine } from './first-line'
import type { SshShell } from './ssh-shell'

/** Reason codes of a failed channel (RFC 4254, section 5.1). A bastion without forwarding may not know its type. */
const REASONS: Readonly<Record<number, MachineFailureReason<'bastion'>>> = {
  1: 'forwardingDenied',
  2: 'notConnected',
  3: 'forwardingDenied',
  4: 'full',
}

interface ForwardTarget {
  address: string
  port: number
  /** Label of the target, for messages. */
  target: string
}

/** Opens the channel within `deadlineMs`, since a bastion itself waits minutes for a target that drops packets. */
export async function openBastionChannel(
  bastion: SshShell,
  { address, port, target }: ForwardTarget,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const failure = (reason: MachineFailureReason<'bastion'>, text = '', cause?: unknown) => {
    const facts = { machine: bastion.label, reason, target, text: text || '-', seconds: deadlineMs / 1000 }
    return new MachineFailure('bastion', facts, { cause })
  }
  return withDeadline(Number.POSITIVE_INFINITY, signal, {}, async (abortSignal, abort) => {
    const timer = setTimeout(() => abort(failure('noAnswer')), deadlineMs)
    try {
      const channel = await bastion.forward(address, port)
      if (abortSignal.aborted) channel.destroy()
      return channel
    } catch (error) {
      if (error instanceof MachineFailure) throw asBastionFailure(error, target)
      throw failure(reasonOf(error), messageOf(error), error)
    } finally {
      clearTimeout(timer)
    }
  })
}

/** Turns a bastion's failure into one of the target that is reached through it. */
export function asBastionFailure(error: MachineFailure, target: string): MachineFailure {
  const isDisconnected = error.kind === 'closed' && error.facts.reason === 'ready'
  const facts = {
    ...error.facts,
    hop: 'bastion',
    target,
    ...(isDisconnected && { reason: 'bastion' as const }),
  }
  return new MachineFailure(error.kind, facts, { cause: error })
}

function reasonOf(error: unknown): MachineFailureReason<'bastion'> {
  const number = error instanceof Error && 'reason' in error ? Number(error.reason) : 0
  return REASONS[number] ?? 'other'
}

/** The bastion's own message, without the prefix that ssh2 adds. */
function messageOf(error: unknown): string {
  return error instanceof Error ? firstLine(error.message.replace(/^\(SSH\) Channel open failure: /, '')) : ''
}
