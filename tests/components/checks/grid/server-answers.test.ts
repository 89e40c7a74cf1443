import { expect, it } from 'vitest'
import { buildMatrix } from '@/components/checks/grid/matrix'
import { buildServerTable } from '@/components/checks/grid/server-answers'
import type { Finding } from '@/lib/checks/catalogue/index'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'

const found = (reason: string, servers?: Record<string, string>): Finding => ({
  ...{ check: 'downloads', status: 'pass', reason, facts: {} },
  ...(servers && { servers }),
})

function tableOf(...findings: Finding[][]) {
  const hosts = findings.map((_, at) => emptyHost(`h${at}`, { name: `node${at}` }))
  const results = findings.map((all, at) => [
    `h${at}`,
    { findings: all, at: 1, rerunAt: {}, stale: [], partial: false },
  ])
  const view = { serial: 1, now: 2, startedAt: 1, hosts: Object.fromEntries(results) }
  return buildServerTable(buildMatrix({ ...emptyDraft(), hosts }, view).rows, 'downloads')
}

it('lists hosts by servers, those with the most problems first', () => {
  const table = tableOf(
    [found('available', { 'dl.k8s.io': 'ok', 'github.com': 'login' })],
    [found('missing', { 'dl.k8s.io': '404', 'github.com': 'noRoute' }), found('unreachable')],
    [found('missing', { 'github.com': '503' })],
    [found('unreached')],
  )
  expect(table?.servers).toEqual(['dl.k8s.io', 'github.com'])
  const rows = table?.rows.map(({ host, answers }) => [
    host,
    ...answers.map((answer) => answer && `${answer.state} ${answer.text} ${answer.code}`.trim()),
  ])
  expect(rows).toEqual([
    ['node1', 'fail status 404', 'fail noRoute noRoute'],
    ['node3', 'unknown untried', 'unknown untried'],
    ['node2', undefined, 'fail status 503'],
    ['node0', 'pass ok ok', 'pass login login'],
  ])
})

it('is absent for a check without servers', () => {
  expect(tableOf([found('available')])).toBeUndefined()
})
