import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createParser } from '@/lib/ansible/output'
import { createProgress, fold, type ProgressFold } from '@/lib/ansible/progress'

const VERSIONS = ['2.7', '2.9', '2.14', '2.18', '2.22']
const sample = (version: string) =>
  readFileSync(new URL(`../../fixtures/ansible-output/${version}.txt`, import.meta.url), 'utf8')

function read(log: string): ProgressFold {
  const state = createProgress()
  const parser = createParser((event) => fold(state, event))
  parser.push(log)
  parser.end()
  return state
}

/** The recap's rows of a log, read in another way than the product's: host -> its words. */
const rows = (log: string) =>
  [...log.matchAll(/^(\S+)\s+: (ok=.*)$/gm)].map(([, host = '', words = '']) => ({
    host,
    counters: Object.fromEntries(
      words
        .trim()
        .split(/\s+/)
        .map((word) => [word.split('=')[0], Number(word.split('=')[1])]),
    ),
  }))

describe('the fold over whole runs', () => {
  it.each(VERSIONS)('counts what the recap of %s counts, and differs nowhere', (version) => {
    const log = sample(version)
    const { view } = read(log)
    expect(rows(log).length).toBeGreaterThan(1)
    for (const { host, counters } of rows(log)) expect(view.hosts[host]?.counters).toMatchObject(counters)
    expect(view.recapDiffers).toEqual([])
  })
  it.each(VERSIONS)('comes to the numbers of %s from result lines alone', (version) => {
    const log = sample(version)
    const { view } = read(log.slice(0, log.indexOf('PLAY RECAP')))
    for (const { host, counters } of rows(log)) {
      const { failed = 0, rescued = 0, ...own } = view.hosts[host]?.counters ?? {}
      const { failed: theirFailed, rescued: theirRescued = 0, ...theirs } = counters
      expect({ ...own, failures: failed + rescued }).toMatchObject({
        ...theirs,
        failures: (theirFailed ?? 0) + theirRescued,
      })
    }
  })
})
