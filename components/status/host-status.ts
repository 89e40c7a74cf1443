import {
  CircleAlert,
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CircleStop,
  CircleX,
  Clock,
  KeyRound,
  Unplug,
} from 'lucide-react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { RequestError } from '@/components/socket/request'
import type { ProbeStage } from '@/lib/checks/status'
import type { HostProgress } from '@/lib/run/progress/progress'
import { type Status, status } from './status'

/** `key`: the host key must be accepted; `problems`: fields are invalid; `checks`: checks failed (has a `count`). */
type ConnectionTestState = 'untested' | 'testing' | 'connected' | 'key' | 'failed' | 'problems' | 'checks'

/** A host in the wizard: its fields, its connection test and its failed checks. */
export const HOST_STATUS: Record<ConnectionTestState, Status> = {
  untested: status('idle', CircleDashed, 'hosts.state.untested', 'status.help.connection.untested'),
  testing: status('busy', 'spinner', 'hosts.state.testing', 'status.help.connection.testing'),
  connected: status('ok', CircleCheck, 'hosts.state.connected', 'status.help.connection.connected'),
  key: status('info', KeyRound, 'hosts.state.key', 'status.help.connection.key'),
  failed: status('fail', Unplug, 'status.host.failed', 'status.help.connection.failed'),
  problems: status('fail', CircleAlert, 'hosts.state.problems', 'status.help.connection.problems'),
  checks: status('fail', CircleX, 'status.host.checks', 'status.help.connection.checks'),
}

/** Specific titles for failures that the host itself can cause. */
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

/** Status of a host's connection test. An unknown host key is not a failure yet. */
export function connectionStatus(test: ConnectionTest): Status {
  if (test.state === 'scheduled') return HOST_STATUS.testing
  if (test.state !== 'failed') return HOST_STATUS[test.state]
  const { kind } = test.failure
  if (kind === 'host-key-unknown') return HOST_STATUS.key
  return { ...HOST_STATUS.failed, title: FAILURE_TITLES[kind] ?? HOST_STATUS.failed.title }
}

/** A host during a check run. `queued`: not started; `partial`: stopped early; otherwise the current stage. */
export const HOST_CHECK_STATUS: Record<ProbeStage | 'queued' | 'partial', Status> = {
  queued: status('idle', Clock, 'checks-step.hostStatus.queued', 'status.help.checkRun.queued'),
  partial: status('unknown', CircleHelp, 'checks-step.hostStatus.partial', 'status.help.checkRun.partial'),
  login: status('busy', 'spinner', 'checks-step.stages.login', 'status.help.checkRun.login'),
  facts: status('busy', 'spinner', 'checks-step.stages.facts', 'status.help.checkRun.facts'),
  connections: status(
    'busy',
    'spinner',
    'checks-step.stages.connections',
    'status.help.checkRun.connections',
  ),
}

/**
 * After the end of a run. `done`: the run succeeded on this host; `unfinished`: the run was stopped or failed elsewhere
 * before it was done here; `unused`: no task succeeded here.
 */
type HostOutcome = 'done' | 'unfinished' | 'unused'
export type HostRunState = HostProgress['state'] | HostOutcome

/** A host during and after an installer run. */
export const HOST_RUN_STATUS: Record<HostRunState, Status> = {
  idle: status('idle', CircleDashed, 'run.hosts.states.idle', 'status.help.host.idle'),
  ok: status('ok', CircleCheck, 'run.hosts.states.ok', 'status.help.host.ok'),
  changed: status('ok', CircleCheckBig, 'run.hosts.states.changed', 'status.help.host.changed'),
  skipped: status('idle', CircleMinus, 'run.hosts.states.skipped', 'status.help.host.skipped'),
  failed: status('fail', CircleX, 'run.hosts.states.failed', 'status.help.host.failed'),
  unreachable: status('fail', Unplug, 'run.hosts.states.unreachable', 'status.help.host.unreachable'),
  retrying: status('busy', 'spinner', 'run.hosts.states.retrying', 'status.help.host.retrying'),
  done: status('ok', CircleCheck, 'run.hosts.states.done', 'status.help.host.done'),
  unfinished: status('warn', CircleStop, 'run.hosts.states.unfinished', 'status.help.host.unfinished'),
  unused: status('idle', CircleDashed, 'run.hosts.states.unused', 'status.help.host.unused'),
}
