import { expect, it } from 'vitest'
import { swap } from '@/lib/checks/catalogue/system/swap'
import { context, files, probeResult } from '../../fixtures'

const HEADING = 'Filename\t\t\tType\t\tSize\tUsed\tPriority'
const judged = (...lines: string[]) =>
  swap.host?.(probeResult({ swap: files({ '/proc/swaps': lines }) }), context())

it('is off, or named with its size', () => {
  expect(judged(HEADING)).toMatchObject([{ status: 'pass', reason: 'off' }])
  expect(
    judged(HEADING, '/dev/dm-1  partition\t2097148\t0\t-2', '/swapfile  file\t1048576\t0\t-3'),
  ).toMatchObject([{ status: 'warn', reason: 'on', facts: { names: '/dev/dm-1, /swapfile', gib: 3 } }])
})

it('is unknown where the file is not there', () => {
  expect(judged()).toMatchObject([{ status: 'unknown' }])
})
