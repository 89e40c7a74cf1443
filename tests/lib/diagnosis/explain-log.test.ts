import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainLog, readExcerpts } from '@/lib/diagnosis/explain-log'

const fixture = (name: string) => readFileSync(`tests/fixtures/playbook-logs/${name}.txt`)

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('a log from anywhere', () => {
  it.each(['loops', 'linear', 'serial'])('%s is explained the same however it comes', async (name) => {
    const bytes = fixture(name)
    const whole = await explainLog(() => cut(bytes, bytes.length))
    expect(whole.found.recaps).toBeGreaterThan(0)
    expect(whole.found.recapDiffers).toEqual([])
    expect(await explainLog(() => cut(bytes, 17))).toEqual(whole)
  })

  it('tells how far it was read, to the last byte', async () => {
    const bytes = fixture('linear')
    const told: number[] = []
    await explainLog(
      () => cut(bytes, 1000),
      (count) => told.push(count),
    )
    expect(told.at(-1)).toBe(bytes.length)
    expect(told).toHaveLength(Math.ceil(bytes.length / 1000))
  })

  it('shows the lines around a failure that nobody knows, and none of one that is known', async () => {
    const failing = (message: string) =>
      Buffer.from(
        `PLAY [all] ***\n\nTASK [one] ***\nbefore\nfatal: [a]: FAILED! => {"msg": "${message}"}\nbehind\n\nPLAY RECAP ***\na : ok=0 changed=0 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0\n`,
      )
    const unknown = failing('the moon is full')
    const { found, excerpts } = await explainLog(() => cut(unknown, 64))
    expect(found).toMatchObject({ outcome: 'failed', failures: [{ host: 'a', task: 'one', line: 5 }] })
    expect(excerpts).toMatchObject([{ at: 5 }])
    expect(excerpts[0]?.lines[3]).toEqual({ number: 4, text: 'before' })
    const full = failing('No space left on device')
    expect((await explainLog(() => cut(full, 64))).excerpts).toEqual([])
  })

  it('gives the lines around any other', async () => {
    const [excerpt] = await readExcerpts(cut(Buffer.from('x\n'.repeat(100)), 9), [50])
    expect(excerpt?.lines.map(({ number }) => number)).toEqual(Array.from({ length: 21 }, (_, at) => 40 + at))
  })
})
