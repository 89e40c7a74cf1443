import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainLog, readExcerpts } from '@/lib/diagnosis/explain-log'

const fixture = (name: string) => readFileSync(`tests/fixtures/playbook-logs/${name}.txt`)

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('a log from anywhere', () => {
  it.each(['loops', 'linear', 'serial'])('%s has the same explanation for any chunks', async (name) => {
    const bytes = fixture(name)
    const whole = await explainLog(() => chunksOf(bytes, bytes.length))
    expect(whole.explanation.recaps).toBeGreaterThan(0)
    expect(whole.explanation.recapDiffers).toEqual([])
    expect(await explainLog(() => chunksOf(bytes, 17))).toEqual(whole)
  })

  // The formats of Ansible 2.4 to 2.8, of 2.9 to 2.16, and of 2.19. KubeSphere's scripts of 2.x write the first one to logs/.
  it.each([
    '2019-11-15 14:31:45,158 p=98153 u=root |  ',
    '2024-05-06 07:08:09,010 p=1 u=a.b n=ansible | ',
    '2025-05-06 07:08:09,010 p=1 u=root n=ansible INFO| ',
  ])('written by ANSIBLE_LOG_PATH with %s has the same explanation', async (prefix) => {
    for (const name of ['loops', 'linear', 'serial']) {
      const printed = fixture(name)
      const logged = Buffer.from(printed.toString('utf8').replace(/^(?=[A-Za-z])/gm, prefix))
      expect(logged.length).toBeGreaterThan(printed.length)
      const { explanation } = await explainLog(() => chunksOf(printed, 4096))
      expect((await explainLog(() => chunksOf(logged, 4096))).explanation).toEqual(explanation)
    }
  })

  it('reports progress up to the last byte', async () => {
    const bytes = fixture('linear')
    const reported: number[] = []
    await explainLog(
      () => chunksOf(bytes, 1000),
      (count) => reported.push(count),
    )
    expect(reported.at(-1)).toBe(bytes.length)
    expect(reported).toHaveLength(Math.ceil(bytes.length / 1000))
  })

  it('has excerpts for unknown failures only', async () => {
    const failing = (message: string) =>
      Buffer.from(
        `PLAY [all] ***\n\nTASK [one] ***\nbefore\nfatal: [a]: FAILED! => {"msg": "${message}"}\nbehind\n\nPLAY RECAP ***\na : ok=0 changed=0 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0\n`,
      )
    const unknown = failing('the moon is full')
    const { explanation, excerpts } = await explainLog(() => chunksOf(unknown, 64))
    expect(explanation).toMatchObject({ outcome: 'failed', failures: [{ host: 'a', task: 'one', line: 5 }] })
    expect(excerpts).toMatchObject([{ at: 5 }])
    expect(excerpts[0]?.lines[3]).toEqual({ number: 4, text: 'before' })
    const full = failing('No space left on device')
    expect((await explainLog(() => chunksOf(full, 64))).excerpts).toEqual([])
  })

  it('has an excerpt for any line on request', async () => {
    const [excerpt] = await readExcerpts(chunksOf(Buffer.from('x\n'.repeat(100)), 9), [50])
    expect(excerpt?.lines.map(({ number }) => number)).toEqual(Array.from({ length: 21 }, (_, at) => 40 + at))
  })
})
