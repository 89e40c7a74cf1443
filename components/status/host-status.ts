import {
  CircleAlert,
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CircleX,
  Clock,
  KeyRound,
  Unplug,
} from 'lucide-react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { RequestError } from '@/components/socket/request'
import type { ProbeStage } from '@/lib/checks/activity'
import type { HostProgress } from '@/lib/contract/run'
import { type Status, status } from './status'

/** `key`: the host key waits to be accepted; `problems`: fields are wrong; `checks`: checks failed (takes a `count`). */
type ConnectionTestState = 'none' | 'reaching' | 'reached' | 'key' | 'failed' | 'problems' | 'checks'

/** A host in the wizard: its fields, its connection test and its failed checks. */
export const HOST_STATUS: Record<ConnectionTestState, Status> = {
  none: status('idle', CircleDashed, 'hosts.state.none', 'status.help.connection.none'),
  reaching: status('busy', 'spinner', 'hosts.state.reaching', 'status.help.connection.reaching'),
  reached: status('ok', CircleCheck, 'hosts.state.reached', 'status.help.connection.reached'),
  key: status('info', KeyRound, 'hosts.state.key', 'status.help.connection.key'),
  failed: status('fail', Unplug, 'status.host.failed', 'status.help.connection.failed'),
  problems: status('fail', CircleAlert, 'hosts.state.problems', 'status.help.connection.problems'),
  checks: status('fail', CircleX, 'status.host.checks', 'status.help.connection.checks'),
}

/** More exact words for the failures that a host itself can cause. */
const FAILURE_TITLES: Partial<Record<RequestError['kind'], string>> = {
  dns: 'hosts.state.failed.dns',
  refused: 'hosts.state.failed.refused',
  unreachable: 'hosts.state.failed.unreachable',
  timeout: 'hosts.state.failed.timeout',
  'host-key-changed': 'hosts.state.failed.host-key-changed',
  auth: 'hosts.state.failed.auth',
  sudo: 'hosts.state.failed.sudo',
  closed: 'hosts.state.failed.closed',
  protocol: 'hosts.state.failed.protocol',
  bastion: 'status.host.bastion',
  'no-answer': 'hosts.state.failed.no-answer',
}

/** What the connection test of a host came to. A key that waits to be compared is not a failure yet. */
export function connectionStatus(reach: ConnectionTest): Status {
  if (reach.state === 'soon') return HOST_STATUS.reaching
  if (reach.state !== 'failed') return HOST_STATUS[reach.state]
  const { kind } = reach.failure
  if (kind === 'host-key-unknown') return HOST_STATUS.key
  return { ...HOST_STATUS.failed, title: FAILURE_TITLES[kind] ?? HOST_STATUS.failed.title }
}

/** `waits`: its turn has not come; `partial`: checking was stopped before the host was finished; else what is under way. */
export const HOST_CHECK_STATUS: Record<ProbeStage | 'waits' | 'partial', Status> = {
  waits: status('idle', Clock, 'checkstep.hostStatus.queued', 'status.help.round.waits'),
  partial: status('unknown', CircleHelp, 'checkstep.hostStatus.partial', 'status.help.round.partial'),
  login: status('busy', 'spinner', 'checkstep.stages.login', 'status.help.round.login'),
  facts: status('busy', 'spinner', 'checkstep.stages.facts', 'status.help.round.facts'),
  connections: status('busy', 'spinner', 'checkstep.stages.connections', 'status.help.round.connections'),
}

/** `done`: the run has ended and every task of the host succeeded. */
export type HostRunState = HostProgress['state'] | 'done'

/** A host during a run, and after it. */
export const HOST_RUN_STATUS: Record<HostRunState, Status> = {
  idle: status('idle', CircleDashed, 'run.hosts.states.idle', 'status.help.host.idle'),
  ok: status('ok', CircleCheck, 'run.hosts.states.ok', 'status.help.host.ok'),
  changed: status('ok', CircleCheckBig, 'run.hosts.states.changed', 'status.help.host.changed'),
  skipped: status('idle', CircleMinus, 'run.hosts.states.skipped', 'status.help.host.skipped'),
  failed: status('fail', CircleX, 'run.hosts.states.failed', 'status.help.host.failed'),
  unreachable: status('fail', Unplug, 'run.hosts.states.unreachable', 'status.help.host.unreachable'),
  retrying: status('busy', 'spinner', 'run.hosts.states.retrying', 'status.help.host.retrying'),
  done: status('ok', CircleCheck, 'run.hosts.states.done', 'status.help.host.done'),
}
