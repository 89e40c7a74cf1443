import { expect, it } from 'vitest'
import { stepState } from '@/components/wizard/steps/step-state'
import { openFailures } from '@/lib/checks/evaluate/install-gate'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { ChecksView } from '@/lib/contract/checks'
import type { RunState } from '@/lib/run/state'

const draft = { ...emptyDraft(), hosts: [emptyHost('h1', { name: 'node1' })] }
const finding = {
  check: 'cidr' as const,
  status: 'fail' as const,
  reason: 'overlap',
  facts: { network: 'pod' },
}

function networkStep(stale: ChecksView['hosts'][string]['stale'], waivers = draft.waivers) {
  const checks: ChecksView = {
    serial: 1,
    now: 2,
    startedAt: 1,
    endedAt: 2,
    hosts: { h1: { findings: [finding], at: 1, rerunAt: {}, stale, partial: false } },
  }
  const failures = openFailures(checks, { ...draft, waivers })
  return stepState('network', {
    current: 'checks',
    draft,
    problems: [],
    visitedSteps: new Set(['network']),
    checks,
    failures,
    run: undefined,
  })
}

it('a step needs attention while it has a failed check to fix', () => {
  expect(networkStep([])).toBe('attention')
})

it('a step is done after the failure is waived or its field is changed', () => {
  expect(networkStep([], [{ check: 'cidr', host: '', reason: 'known' }])).toBe('done')
  expect(networkStep(['cidr'])).toBe('done')
})

const installStep = (run: RunState, current: 'install' | 'hosts') =>
  stepState('install', {
    ...{ current, draft, problems: [], visitedSteps: new Set(), checks: undefined, failures: [], run },
  })

it('the install step shows that the installer waits for input, even while it is open', () => {
  expect(installStep('waiting', 'hosts')).toBe('waiting')
  expect(installStep('waiting', 'install')).toBe('waiting')
})

it('the install step is in progress during a run, and needs attention after a failure', () => {
  expect(installStep('running', 'hosts')).toBe('running')
  expect(installStep('running', 'install')).toBe('current')
  expect(installStep('failed', 'hosts')).toBe('attention')
  expect(installStep('lost', 'hosts')).toBe('attention')
  expect(installStep('succeeded', 'hosts')).toBe('done')
})
