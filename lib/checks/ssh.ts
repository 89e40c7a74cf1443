/** The login itself: what the machine layer found out by trying. */
import type { MachineFailureKind } from '@/lib/contract/failure'
import { CHECK_IDS, type CheckId, type Facts, type Finding } from './check'
import { found, REASONS } from './reason'

/** The login came about; what rc files print in it confuses Ansible, which takes it for a module's answer. */
export function judgeLogin(preamble: string): Finding[] {
  const [line = ''] = preamble.trim().split('\n')
  return [
    line ? found('ssh', 'warn', 'noisy', { output: line.slice(0, 80) }) : found('ssh', 'pass', 'reached'),
  ]
}

/** The login failed: nothing else can be known. */
export function judgeUnreached(failure: MachineFailureKind, facts: Facts): Finding[] {
  const reason = REASONS.ssh.find((known) => known === failure) ?? 'protocol'
  const rest = CHECK_IDS.filter((check) => check !== 'ssh' && check !== 'taskbox')
  return [found('ssh', 'fail', reason, { ...facts, failure }), ...rest.map((check) => unknown(check))]
}

const unknown = (check: CheckId): Finding => ({ check, status: 'unknown', reason: 'unreached', facts: {} })
