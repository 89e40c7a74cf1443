import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readToSentinel } from '@/server/machine/sentinel'

const { signal } = new AbortController()

it('a stream that ended with the line of an earlier sentinel has no further one', async () => {
  // Data and end of file arrive together, as from a busy host, so the stream ends while its last line is read.
  const stream = new Readable({ read() {} })
  stream.push('first 42\n')
  stream.push(null)
  expect(await readToSentinel(stream, 'first', signal)).toEqual({ before: Buffer.alloc(0), rest: '42' })
  await expect.poll(() => stream.readableEnded).toBe(true)
  expect(await readToSentinel(stream, 'second', signal)).toEqual({ before: Buffer.alloc(0), rest: undefined })
}, 5_000)
