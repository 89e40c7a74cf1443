import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RUN_STATES, type RunState } from '@/lib/run/state'
import type { JobEnd } from '@/server/runs/job/follow'
import { parseJobState } from '@/server/runs/job/state'
import { evaluateEnd, type RunFacts, runState, TRANSITIONS } from '@/server/runs/run-state'

const START: RunFacts = {
  endState: undefined,
  isReachable: true,
  job: undefined,
  awaitsInput: false,
}

/** Events of a run, as changes of its facts. */
const steps: Record<string, (facts: RunFacts) => RunFacts> = {
  reserved: (facts) => ({
    ...facts,
    job: facts.job ?? { awaitingRelease: true, started: false, stopRequested: false },
  }),
  released: (facts) => (facts.job ? { ...facts, job: { ...facts.job, awaitingRelease: false } } : facts),
  started: (facts) =>
    facts.job && !facts.job.awaitingRelease && !facts.job.stopRequested
      ? { ...facts, job: { ...facts.job, started: true } }
      : facts,
  prompt: (facts) => (facts.job?.started ? { ...facts, awaitsInput: !facts.awaitsInput } : facts),
  stop: (facts) => (facts.job ? { ...facts, job: { ...facts.job, stopRequested: true } } : facts),
  stopFailed: (facts) =>
    facts.job?.started ? { ...facts, job: { ...facts.job, stopRequested: false } } : facts,
  disconnected: (facts) => ({ ...facts, isReachable: false }),
  reconnected: (facts) => ({ ...facts, isReachable: true }),
  end: (facts) => ({ ...facts, endState: 'failed' }),
}

describe('the state of a run', () => {
  it('changes only along the transition table', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 30 }), (names) => {
        let facts = START
        for (const name of names) {
          if (facts.endState) return
          const stateBefore = runState(facts)
          facts = steps[name]?.(facts) ?? facts
          const next = runState(facts)
          if (next !== stateBefore)
            expect(TRANSITIONS[stateBefore], `${stateBefore} -> ${next}`).toContain(next)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is final once the run has ended, but for a repeated verification', () => {
    for (const end of ['succeeded', 'stopped'] as const) expect(TRANSITIONS[end]).toEqual([])
    expect(TRANSITIONS.failed).toEqual(['succeeded'])
  })

  it('can be each of its values', () => {
    const job = { awaitingRelease: false, started: true, stopRequested: false }
    const facts: Partial<RunFacts>[] = [
      {},
      { job: { ...job, started: false } },
      { job },
      { job, awaitsInput: true },
      { job: { ...job, stopRequested: true } },
      { job, isReachable: false },
      ...(['succeeded', 'failed', 'stopped'] as const).map((endState) => ({ endState })),
    ]
    const states: RunState[] = facts.map((one) => runState({ ...START, ...one }))
    expect(new Set(states)).toEqual(new Set(RUN_STATES))
  })
})

const SUCCESS = { result: 'succeeded', console: { url: 'http://a', account: 'a', password: 'b' } } as const
const END: JobEnd = { exists: true, exitStatus: 0, stopRequested: false, started: true, logDamaged: false }

describe('the end of a run', () => {
  it.each<[string, Partial<JobEnd>, string, string | undefined]>([
    ['with its banner', {}, 'succeeded', undefined],
    ['without an exit status', { exitStatus: undefined }, 'failed', 'job-gone'],
    ['with its folder gone', { exists: false, started: false, exitStatus: undefined }, 'failed', 'job-gone'],
    ['before it started', { started: false, exitStatus: undefined }, 'failed', 'never-started'],
    ['with its log gone', { logDamaged: true }, 'failed', 'log-gone'],
    ['after a stop request', { stopRequested: true }, 'stopped', undefined],
  ])('is evaluated for a job that ended %s', (_, more, state, reason) => {
    expect(evaluateEnd({ ...END, ...more }, SUCCESS)).toEqual({ state, ...(reason && { reason }) })
  })

  it('is a failure without a banner or without an exit status', () => {
    expect(evaluateEnd(END, undefined)).toMatchObject({ state: 'failed', reason: 'no-banner' })
    expect(evaluateEnd({ ...END, exitStatus: undefined }, SUCCESS)).toMatchObject({ state: 'failed' })
  })
})

describe('a job folder with missing or torn files', () => {
  it('is parsed without error, and never as a success', () => {
    const incomplete = [
      '',
      'exists false',
      'exists false\nexit \nlog x',
      'exists true\nexit abc\nlog',
      'exit 0',
    ]
    for (const text of incomplete) expect(parseJobState(text).exitStatus, text).toBeUndefined()
    fc.assert(fc.property(fc.string(), (text) => void parseJobState(text)))
  })

  it('yields the facts of its files', () => {
    expect(parseJobState('exists true\nbegun 100\nnow 160.52\nlog 7\n')).toMatchObject({
      alive: true,
      started: true,
      durationSeconds: 60,
      logBytes: 7,
    })
    expect(parseJobState('exists false\nbegun 100\nexit 0\ntook 42\nnow 160.52\n')).toMatchObject({
      exitStatus: 0,
      durationSeconds: 42,
      logBytes: undefined,
    })
  })
})
