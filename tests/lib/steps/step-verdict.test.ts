import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { openFailures } from '@/lib/checks/evaluate/install-gate'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { ChecksView } from '@/lib/contract/checks'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import type { RunState } from '@/lib/run/state'
import type { Connection } from '@/lib/steps/connections'
import { nextStep, stepVerdicts } from '@/lib/steps/step-verdict'

const HOSTS = 30

/** 30 hosts with one master, and a shared login. */
function draftWith(changes: Partial<Draft> = {}): Draft {
  const draft = emptyDraft(advanced100)
  return {
    ...draft,
    name: 'many',
    installer: { ...draft.installer, source: '/opt/package' },
    login: { ...draft.login, password: 'secret' },
    hosts: Array.from({ length: HOSTS }, (_, index) =>
      emptyHost(`h${index}`, {
        name: `node${index}`,
        address: `192.168.0.${index + 1}`,
        roles: index === 0 ? ['master', 'etcd'] : ['node'],
      }),
    ),
    storage: { class: 'nfs-server', parameters: {} },
    ...changes,
  }
}

interface Given {
  draft?: Draft
  connection?: Connection
  checks?: ChecksView | undefined
  run?: RunState
  tested?: boolean
}

function verdictsOf({ draft = draftWith(), connection, checks, run, tested = true }: Given) {
  const problems = validateDraft(draft, advanced100, CHECK_IDS).map((problem) => ({
    ...problem,
    step: stepOf(problem.path, advanced100),
  }))
  const connections = new Map(connection ? draft.hosts.map(({ id }) => [id, connection]) : [])
  return stepVerdicts({
    draft,
    problems,
    visitedSteps: new Set(['hosts', 'network']),
    connections: tested ? connections : undefined,
    checks,
    failures: openFailures(checks, draft),
    run,
  })
}

const failed = (kind: string, facts = {}): Connection => ({ state: 'failed', failure: { kind, facts } })

type Finding = ChecksView['hosts'][string]['findings'][number]
function checksWith(finding: Finding, stale: ChecksView['hosts'][string]['stale'] = []): ChecksView {
  const results = { findings: [finding], at: 1, rerunAt: {}, stale, partial: false }
  const hosts = Object.fromEntries(draftWith().hosts.map(({ id }) => [id, results]))
  return { serial: 1, now: 2, startedAt: 1, endedAt: 2, hosts }
}
const overlap: Finding = { check: 'cidr', status: 'fail', reason: 'overlap', facts: { network: 'pod' } }
const silent: Finding = { check: 'ssh', status: 'fail', reason: 'timeout', facts: {} }
const connected: Finding = { check: 'ssh', status: 'pass', reason: 'ok', facts: {} }

describe('the hosts step', () => {
  it('is done only when Taskbox has connected to every host', () => {
    expect(verdictsOf({ connection: { state: 'connected' } }).hosts).toMatchObject({
      state: 'done',
      causes: [],
    })
    expect(verdictsOf({ connection: failed('timeout') }).hosts.state).toBe('attention')
    expect(verdictsOf({}).hosts.state).toBe('attention')
    expect(verdictsOf({ connection: { state: 'testing' } }).hosts.state).toBe('testing')
  })

  it('names the missing shared login once, and folds the hosts that wait for it into it', () => {
    const draft = draftWith({ login: emptyDraft().login })
    const { causes } = verdictsOf({ draft }).hosts
    expect(causes).toMatchObject([
      { kind: 'problem', problem: { code: 'login-missing' }, waiting: { part: 'login', hosts: HOSTS } },
    ])
  })

  it('does not list a host as not connected beside the problem of its own field', () => {
    const draft = draftWith()
    const hosts = draft.hosts.map((host, index) => (index === 3 ? { ...host, address: '300.1.2.3' } : host))
    const { causes } = verdictsOf({ draft: { ...draft, hosts } }).hosts
    expect(causes).toMatchObject([
      { kind: 'problem', problem: { code: 'address-invalid' } },
      { kind: 'untested', hosts: { length: HOSTS - 1 } },
    ])
  })

  it('lists the same problem of many hosts once', () => {
    const hosts = draftWith().hosts.map((host) => ({ ...host, sharedLogin: false }))
    const { causes } = verdictsOf({ draft: draftWith({ hosts }) }).hosts
    expect(causes).toMatchObject([{ kind: 'problem', problem: { code: 'login-missing' }, more: HOSTS - 1 }])
  })

  it('distinguishes a refused login, a silent host and a new host key', () => {
    const kinds = (connection: Connection) => verdictsOf({ connection }).hosts.causes
    expect(kinds(failed('auth'))).toMatchObject([
      { kind: 'failed', failure: 'auth', hosts: { length: HOSTS } },
    ])
    expect(kinds(failed('timeout'))).toMatchObject([{ kind: 'failed', failure: 'timeout' }])
    expect(kinds(failed('host-key-unknown'))).toMatchObject([{ kind: 'key', isBastion: false }])
    expect(kinds(failed('host-key-unknown', { hop: 'bastion' }))).toMatchObject([
      { kind: 'key', isBastion: true },
    ])
  })

  it('knows the connections of the checks without a test of this page, unless the login has changed since', () => {
    expect(verdictsOf({ checks: checksWith(connected) }).hosts.state).toBe('done')
    const { state, causes } = verdictsOf({ checks: checksWith(silent), tested: false }).hosts
    expect({ state, causes }).toMatchObject({
      state: 'attention',
      causes: [{ kind: 'failed', failure: 'timeout' }],
    })
    expect(verdictsOf({ checks: checksWith(connected, ['ssh']) }).hosts.causes).toMatchObject([
      { kind: 'untested' },
    ])
  })

  it('is not blamed for hosts that nothing has tested yet where no tests run', () => {
    expect(verdictsOf({ tested: false }).hosts.state).toBe('done')
  })
})

it('a taskbox without a connection is the cause, not the source that cannot be detected on it', () => {
  const empty = emptyDraft()
  const draft = draftWith({
    installer: { ...empty.installer, source: '/opt/package', version: '' },
    taskbox: { ...empty.taskbox, kind: 'ssh', address: '192.168.0.1', password: 'secret' },
  })
  const problems = validateDraft(draft, undefined, CHECK_IDS).map((problem) => ({
    ...problem,
    step: stepOf(problem.path, undefined),
  }))
  const facts = {
    draft,
    problems,
    visitedSteps: new Set<never>(),
    checks: undefined,
    failures: [],
    run: undefined,
  }
  const causes = (taskbox: Connection) =>
    stepVerdicts({ ...facts, connections: new Map([['taskbox', taskbox]]) }).installer.causes
  expect(causes({ state: 'connected' })).toMatchObject([{ problem: { code: 'release-missing' } }])
  expect(causes(failed('refused'))).toEqual([{ kind: 'taskbox', failure: 'refused' }])
})

describe('a configuration step', () => {
  it('needs attention while it has a failed check to fix', () => {
    expect(verdictsOf({ checks: checksWith(overlap) }).network).toMatchObject({
      state: 'attention',
      failures: HOSTS,
    })
  })

  it('is done after the failure is waived or its field is changed', () => {
    const draft = draftWith({ waivers: [{ check: 'cidr', host: '', reason: 'known' }] })
    expect(verdictsOf({ draft, checks: checksWith(overlap) }).network.state).toBe('done')
    expect(verdictsOf({ checks: checksWith(overlap, ['cidr']) }).network.state).toBe('done')
  })
})

describe('the install step', () => {
  it('is in progress during a run, waits for an answer, and needs attention after a failure', () => {
    const install = (run: RunState) => verdictsOf({ run }).install.state
    expect(install('waiting')).toBe('waiting')
    expect(install('running')).toBe('running')
    expect(install('failed')).toBe('attention')
    expect(install('lost')).toBe('attention')
    expect(install('succeeded')).toBe('done')
  })
})

it('the next step is the first that is not done', () => {
  expect(nextStep(verdictsOf({ connection: failed('auth') }))).toBe('hosts')
  expect(nextStep(verdictsOf({ connection: { state: 'connected' } }))).toBe('checks')
})
