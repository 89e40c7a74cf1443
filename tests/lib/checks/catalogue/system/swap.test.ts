import { expect, it } from 'vitest'
import { swap } from '@/lib/checks/catalogue/system/swap'
import { context, files, probeResult } from '../../fixtures'

const HEADING = 'Filename\t\t\tType\t\tSize\tUsed\tPriority'
const resultsOf = (...lines: string[]) =>
  swap.perHost?.(probeResult({ swap: files({ '/proc/swaps': lines }) }), context())

it('passes if off, and reports devices with their size', () => {
  expect(resultsOf(HEADING)).toMatchObject([{ status: 'pass', reason: 'off' }])
  expect(
    resultsOf(HEADING, '/dev/dm-1  partition\t2097148\t0\t-2', '/swapfile  file\t1048576\t0\t-3'),
  ).toMatchObject([{ status: 'warn', reason: 'on', facts: { names: '/dev/dm-1, /swapfile', gib: 3 } }])
})

it('is unknown without the file', () => {
  expect(resultsOf()).toMatchObject([{ status: 'unknown' }])
})
