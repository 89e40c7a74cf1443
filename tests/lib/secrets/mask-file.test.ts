import { describe, expect, it } from 'vitest'
import { MASK, maskFile } from '@/lib/secrets/mask-file'

describe('a rendered file with secrets', () => {
  it('has a mask of fixed length instead of each secret', () => {
    const text = 'a=one b=twotwo c'
    const secrets = [
      { start: 8, end: 14 },
      { start: 2, end: 5 },
    ]
    expect(maskFile({ text, secrets })).toBe(`a=${MASK} b=${MASK} c`)
  })

  it('masks overlapping ranges once', () => {
    const secrets = [
      { start: 0, end: 3 },
      { start: 2, end: 5 },
    ]
    expect(maskFile({ text: 'secretly', secrets })).toBe(`${MASK}tly`)
  })
})
