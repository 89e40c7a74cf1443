import { expect, it } from 'vitest'
import { type InputState, inputStateReader, parseInputState } from '@/server/runs/job/input-state'

const OUTPUT = `[sudo] a lecture without an end
@input busy
@input waiting 1 42 7 hidden
@input waiting 1 42 7 loud
noise @input busy
@input unknown
`
const STATES: InputState[] = [
  { kind: 'busy' },
  { kind: 'waiting', read: 1, bytes: 42, typedAt: 7, echo: 'hidden' },
  { kind: 'unknown' },
]

it.each([1, 2, 7, 1000])('reads states in chunks of %i bytes, and ignores all other lines', (size) => {
  const states: InputState[] = []
  const read = inputStateReader((state) => states.push(state))
  const bytes = Buffer.from(OUTPUT)
  for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
  expect(states).toEqual(STATES)
})

it('buffers only the start of a line that does not end', () => {
  const states: InputState[] = []
  const read = inputStateReader((state) => states.push(state))
  for (let n = 0; n < 1000; n += 1) read(Buffer.alloc(10_000, 'x'))
  read(Buffer.from('\n@input busy\n'))
  expect(states).toEqual([{ kind: 'busy' }])
})

it.each(['', 'busy ', 'waiting', 'waiting 1 2 3', 'waiting 1 2 x echo', 'waiting -1 2 3 echo', undefined])(
  'takes %j for no state',
  (text) => {
    expect(parseInputState(text)).toBeUndefined()
  },
)
