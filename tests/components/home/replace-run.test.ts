import { expect, it } from 'vitest'
import { replaceRun } from '@/components/home/replace-run'
import type { RunSummary } from '@/lib/contract/run'

const run = (id: string, state: RunSummary['state']): RunSummary => ({
  id,
  clusterId: 'c1',
  clusterName: 'demo',
  operation: { id: 'install' },
  state,
  startedAt: 1,
})
const cluster = (id: string, lastRun?: RunSummary) => ({
  ...{ id, name: id, updatedAt: 1, hosts: 1, mode: 'multi-node' },
  ...(lastRun && { lastRun }),
})

it('a new state of a run appears in the list of runs and at its cluster', () => {
  const [old, other] = [run('r1', 'running'), run('r2', 'failed')]
  const listing = { runs: [old, other], clusters: [cluster('c1', old), cluster('c2', other), cluster('c3')] }
  const now = run('r1', 'waiting')
  expect(replaceRun(listing, now)).toEqual({
    runs: [now, other],
    clusters: [cluster('c1', now), cluster('c2', other), cluster('c3')],
  })
})
