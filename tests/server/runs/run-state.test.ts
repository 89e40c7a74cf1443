import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RUN_STATES, type RunState } from '@/lib/contract/run'
import type { JobEnd } from '@/server/runs/job/follow'
import { parseJobState } from '@/server/runs/job/state'
import { type RunFacts, runState, TRANSITIONS } from '@/server/runs/run-state'
import { evaluateEnd } from '@/server/runs/verify/run-end'

const START: RunFacts = { ended: undefined, reached: true, job: undefined, asks: false }

/** What may happen to a run next, as its job's files and its log show it. */
const steps: Record<string, (facts: RunFacts) => RunFacts> = {
  claimed: (facts) => ({ ...facts, job: facts.job ?? { held: true, begun: false, stopped: false } }),
  released: (facts) => (facts.job ? { ...facts, job: { ...facts.job, held: false } } : facts),
  begun: (facts) =>
    facts.job && !facts.job.held && !facts.job.stopped
      ? { ...facts, job: { ...facts.job, begun: true } }
      : facts,
  asks: (facts) => (facts.job?.begun ? { ...facts, asks: !facts.asks } : facts),
  stop: (facts) => (facts.job ? { ...facts, job: { ...facts.job, stopped: true } } : facts),
  stopFailed: (facts) => (facts.job?.begun ? { ...facts, job: { ...facts.job, stopped: false } } : facts),
  cut: (facts) => ({ ...facts, reached: false }),
  back: (facts) => ({ ...facts, reached: true }),
  end: (facts) => ({ ...facts, ended: 'failed' }),
}

describe('the state of a run', () => {
  it('only ever changes as the table says', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 30 }), (names) => {
        let facts = START
        for (const name of names) {
          if (facts.ended) return
          const before = runState(facts)
          facts = steps[name]?.(facts) ?? facts
          const next = runState(facts)
          if (next !== before) expect(TRANSITIONS[before], `${before} -> ${next}`).toContain(next)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is never left once the run has ended', () => {
    for (const end of ['succeeded', 'failed', 'stopped'] as const) expect(TRANSITIONS[end]).toEqual([])
  })

  it('can be any of its states, and each is reached', () => {
    const job = { held: false, begun: true, stopped: false }
    const facts: Partial<RunFacts>[] = [
      {},
      { job: { ...job, begun: false } },
      { job },
      { job, asks: true },
      { job: { ...job, stopped: true } },
      { job, reached: false },
      ...(['succeeded', 'failed', 'stopped'] as const).map((ended) => ({ ended })),
    ]
    const reached: RunState[] = facts.map((one) => runState({ ...START, ...one }))
    expect(new Set(reached)).toEqual(new Set(RUN_STATES))
  })
})

const SUCCESS = { result: 'succeeded', console: { url: 'http://a', account: 'a', password: 'b' } } as const
const END: JobEnd = { exists: true, exitStatus: 0, stopped: false, begun: true, logDamaged: false }

describe('how a run ended', () => {
  it.each<[string, Partial<JobEnd>, string, string | undefined]>([
    ['whole, with its banner', {}, 'succeeded', undefined],
    ['without an exit status', { exitStatus: undefined }, 'failed', 'job-gone'],
    ['with its folder gone', { exists: false, begun: false, exitStatus: undefined }, 'failed', 'job-gone'],
    ['before it began', { begun: false, exitStatus: undefined }, 'failed', 'never-started'],
    ['with its log gone', { logDamaged: true }, 'failed', 'log-gone'],
    ['stopped, whatever it said', { stopped: true }, 'stopped', undefined],
  ])('is told of one that ended %s', (_, more, state, reason) => {
    expect(evaluateEnd({ ...END, ...more }, SUCCESS)).toEqual({ state, ...(reason && { reason }) })
  })

  it('is no success without a banner, nor with one of which the exit status is not known', () => {
    expect(evaluateEnd(END, undefined)).toMatchObject({ state: 'failed', reason: 'no-banner' })
    expect(evaluateEnd({ ...END, exitStatus: undefined }, SUCCESS)).toMatchObject({ state: 'failed' })
  })
})

describe('a job folder with missing or torn files', () => {
  it('is read without complaint, and never as a success', () => {
    const torn = ['', 'exists false', 'exists false\nexit \nlog x', 'exists true\nexit abc\nlog', 'exit 0']
    for (const text of torn) expect(parseJobState(text).exitStatus, text).toBeUndefined()
    fc.assert(fc.property(fc.string(), (text) => void parseJobState(text)))
  })

  it('says what there is', () => {
    expect(parseJobState('exists true\nbegun 100\nnow 160.52\nlog 7\n')).toMatchObject({
      alive: true,
      begun: true,
      seconds: 60,
      logBytes: 7,
    })
    expect(parseJobState('exists false\nbegun 100\nexit 0\ntook 42\nnow 160.52\n')).toMatchObject({
      exitStatus: 0,
      seconds: 42,
      logBytes: undefined,
    })
  })
})
