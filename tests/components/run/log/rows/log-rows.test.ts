import { expect, it } from 'vitest'
import { assignRowKeys } from '@/components/run/log/rows/log-rows'

const span = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const keysOf = (keys: ReadonlyMap<number, number>, lines: readonly number[]) =>
  lines.map((line) => keys.get(line))

it('assigns the previous keys to lines that are all new, in their order', () => {
  const first = assignRowKeys(new Map(), span(0, 5))
  expect(keysOf(first, span(0, 5))).toEqual([0, 1, 2, 3, 4])
  expect(keysOf(assignRowKeys(first, span(100, 105)), span(100, 105))).toEqual([0, 1, 2, 3, 4])
})

it('does not change the key of a line while it is rendered, and assigns no key twice', () => {
  let keys = assignRowKeys(new Map(), span(0, 8))
  for (const [from, to] of [
    [3, 11],
    [4, 20],
    [2, 6],
    [5, 9],
    [900, 905],
    [0, 30],
  ] as const) {
    const next = assignRowKeys(keys, span(from, to))
    for (const line of span(from, to)) if (keys.has(line)) expect(next.get(line)).toBe(keys.get(line))
    expect(new Set(next.values()).size).toBe(to - from)
    keys = next
  }
})
