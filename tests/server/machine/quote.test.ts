import { execa } from 'execa'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quote } from '@/server/machine/quote'

const NUL = '\0'

async function printByShell(texts: readonly string[]): Promise<string[]> {
  const { stdout } = await execa('sh', ['-c', `printf '%s\\0' ${texts.map(quote).join(' ')}`], {
    stripFinalNewline: false,
  })
  return stdout.split(NUL).slice(0, -1)
}

describe('quoting for sh', () => {
  it('passes any argument through sh unchanged', async () => {
    const word = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll(NUL, ''))
    const shell = fc.stringMatching(/^[ '"\\$`!*?~#&;<>|(){}[\]\n\ta-b-]{0,20}$/)
    const texts = fc.array(fc.oneof(word, shell), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(texts, async (texts) => {
        expect(await printByShell(texts)).toEqual(texts)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves plain words readable', () => {
    expect(quote('/opt/kubesphere-all-advanced-1.0.0')).toBe('/opt/kubesphere-all-advanced-1.0.0')
    expect(quote('')).toBe("''")
  })

  it('rejects NUL, which no argument can contain', () => {
    expect(() => quote(`a${NUL}b`)).toThrow('bad-request')
  })
})
