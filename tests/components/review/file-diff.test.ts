import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countChanges,
  diffRows,
  foldRows,
  hasMeaningfulChanges,
  pairRows,
} from '@/components/review/file-diff'

const file = fc
  .array(fc.constantFrom('a: 1', 'b: 2', '# c', ''), { maxLength: 30 })
  .map((lines) => `${lines.join('\n')}\n`)

describe('the diff of a file', () => {
  it('has all lines of both files with their numbers', () => {
    fc.assert(
      fc.property(file, file, (present, text) => {
        const rows = diffRows(present, text)
        const side = (numbered: 'before' | 'after') =>
          rows.filter((row) => row[numbered] !== undefined).map((row) => [row[numbered], row.text])
        const numbered = (whole: string) =>
          whole
            .replace(/\n$/, '')
            .split('\n')
            .map((line, at) => [at + 1, line])
        expect(side('before')).toEqual(numbered(present))
        expect(side('after')).toEqual(numbered(text))
      }),
    )
  })

  it('has a removed and an added line for a changed value', () => {
    const rows = diffRows('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 5\nc: 3\n')
    expect(rows.map(({ mark, text }) => `${mark} ${text}`)).toEqual([
      'same a: 1',
      'removed b: 2',
      'added b: 5',
      'same c: 3',
    ])
    expect(countChanges(rows)).toEqual({ added: 1, removed: 1 })
    expect(pairRows(rows)[1]).toMatchObject({ left: { text: 'b: 2' }, right: { text: 'b: 5' } })
  })

  it('folds lines that are not near a change, without losing any', () => {
    const lines = Array.from({ length: 60 }, (_, at) => `line ${at}`)
    const rows = diffRows(`${lines.join('\n')}\n`, `${lines.with(30, 'new').join('\n')}\n`)
    const blocks = foldRows(rows)
    expect(blocks.map(({ folded }) => folded)).toEqual(['unchanged', false, 'unchanged'])
    expect(blocks.flatMap((block) => block.rows)).toEqual(rows)
    expect(blocks[1]?.rows).toHaveLength(8)
  })

  it('folds changes of comments and empty lines, and shows them next to a change of a value', () => {
    const foldedOf = (present: string, text: string) =>
      foldRows(diffRows(present, text)).map(({ folded }) => folded)
    expect(foldedOf('# old\n\na: 1\n', '# new\na: 1\n')).toEqual(['comments'])
    expect(foldedOf('# old\na: 1\n', '# new\na: 2\n')).toEqual([false])
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`)
    const file = (comment: string, value: string) => [comment, ...lines, value, ''].join('\n')
    expect(foldedOf(file('; old', 'a'), file('; new', 'b'))).toEqual(['comments', false])
    expect(hasMeaningfulChanges(diffRows('# old\n', '# new\n'))).toBe(false)
  })

  it('does not fold a few lines', () => {
    const rows = diffRows('1\n2\n3\n4\n5\n6\nx\n', '1\n2\n3\n4\n5\n6\ny\n')
    expect(foldRows(rows).some(({ folded }) => folded !== false)).toBe(false)
  })
})
